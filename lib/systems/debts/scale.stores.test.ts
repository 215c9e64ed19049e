import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { NameKey } from '#lib/identifiers/name-key.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { createSearchKeys } from './search-keys.ts'
import { type Bench, BLIND_INDEX_KEY, openBench, type Run } from './test-bench.ts'

// With enough rows that a plan shows, what each question reads: told by PostgreSQL's own counters of one transaction.

const PEOPLE = 20_000
const search = createSearchKeys(BLIND_INDEX_KEY)
const keyOf = (name: string) => search.askedPairsOf(name as NameKey)
const COMMON = keyOf('MARIA SILVA')
const RARE = keyOf('ZULEICA XIMENES')

let bench: Bench
const institution = randomId('institution')
before(async () => {
  bench = openBench()
  await bench.session('superuser', async (run) => {
    await run('SET session_replication_role = replica')
    await run(
      `INSERT INTO records.person (id, cpf_index, cpf, name, born_on, street, number, district, city, state, postal_code,
         address_index, address_cep_index, file_status, updated_at)
       SELECT 'scale_' || lpad(n::text, 8, '0'), sha256(n::text::bytea), lpad(n::text, 11, '0'), 'x', '1980-01-01', 'x', '1', 'x',
         'x', 'PE', '50010120', substr(sha256((n / 3)::text::bytea), 1, 16), substr(sha256(n::text::bytea), 1, 16), 'open', now()
       FROM generate_series(1, $1) n`,
      [PEOPLE],
    )
    // Everybody has the common pair, in one of three spellings, and one of their own; a few have the rare one.
    await run(
      `INSERT INTO records.name_pair (person_id, sound, spelling)
       SELECT 'scale_' || lpad(n::text, 8, '0'), $2::bigint, CASE n % 3 WHEN 0 THEN $3::int ELSE n % 3 END FROM generate_series(1, $1) n
       UNION ALL SELECT 'scale_' || lpad(n::text, 8, '0'), n, 1 FROM generate_series(1, $1) n
       UNION ALL SELECT 'scale_' || lpad(n::text, 8, '0'), $4::bigint, $5::int FROM generate_series(1, 30) n`,
      [PEOPLE, String(COMMON[0]?.sound), COMMON[0]?.spelling, String(RARE[0]?.sound), RARE[0]?.spelling],
    )
    await run(
      `INSERT INTO records.portfolio_person (subject_index, institution_id, reference, state, born_on, consent_until, changed_at,
         debts, total_cents, largest_cents)
       SELECT sha256(n::text::bytea), $2, 'scale_' || lpad(n::text, 8, '0'), 'PE', '1980-01-01', now() + interval '1 day', now(),
         n % 7, CASE WHEN n % 2 = 0 THEN 0 ELSE n END, n % 1000
       FROM generate_series(1, $1) n`,
      [PEOPLE, institution],
    )
    await run('ANALYZE records.person, records.name_pair, records.portfolio_person')
  })
})
after(async () => {
  await bench.session('superuser', async (run) => {
    await run(`DELETE FROM records.name_pair WHERE person_id LIKE 'scale%'`)
    await run(`DELETE FROM records.person WHERE id LIKE 'scale%'`)
    await run('DELETE FROM records.portfolio_person WHERE institution_id = $1', [institution])
  })
  await bench.close()
})

/** What one statement has read of the three tables: rows by whole scans, and entries of indexes. */
async function readsOf(work: (run: Run) => Promise<unknown>) {
  return bench.session('superuser', async (run) => {
    await run('BEGIN')
    await work(run)
    const [reads] = await run(
      `SELECT coalesce(sum(seq_scan), 0)::int AS scans, coalesce(sum(idx_scan), 0)::int AS hits,
         (coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0))::int AS rows
       FROM pg_stat_xact_user_tables WHERE relname IN ('person', 'name_pair', 'portfolio_person')`,
    )
    await run('ROLLBACK')
    return reads as { scans: number; hits: number; rows: number }
  })
}

const NAMED = `SELECT * FROM control.named_people(ROW(NULL, $1::bigint[], $2::int[], NULL, false, 21, $3, $4, $5)::control.search_question)`
const asked = (pairs: typeof COMMON, after: unknown[] = [null, null, null]) => [
  pairs.map(({ sound }) => String(sound)),
  pairs.map(({ spelling }) => spelling),
  ...after,
]

test('a search by name walks as far as its page, however many people share the words', async () => {
  for (const values of [
    asked(COMMON),
    asked(RARE),
    asked(COMMON, [0, COMMON[0]?.spelling, 'scale_00010000']),
    asked(COMMON, [1, 1, 'scale_00010000']),
    asked([...COMMON, ...RARE]),
  ]) {
    let found: unknown[] = []
    const reads = await readsOf(async (run) => {
      found = await run(NAMED, values)
    })
    assert.equal(found.length, 21)
    assert.equal(reads.scans, 0)
    assert.ok(reads.rows < 1_500, `read ${reads.rows} rows`)
  }
})

test('a search by address is one hit of its index', async () => {
  const question = (bytes: string, withCep: boolean) =>
    `SELECT * FROM control.residents(ROW(NULL, NULL, NULL, ${bytes}, ${withCep}, 21, NULL, NULL, NULL)::control.search_question)`
  for (const sql of [
    question("substr(sha256('3000'::bytea), 1, 16)", false),
    question("substr(sha256('3000'::bytea), 1, 16)", true),
  ]) {
    const reads = await readsOf((run) => run(sql))
    // The planner itself may look an end of an index up.
    assert.ok(reads.scans === 0 && reads.hits <= 2, JSON.stringify(reads))
    assert.ok(reads.rows <= 4, JSON.stringify(reads))
  }
})

test('a page of a ranking is one scan of its order’s index, the first, a middle and the last', async () => {
  for (const by of ['total', 'largest', 'count']) {
    for (const descending of [true, false]) {
      for (const after of [
        [null, null],
        [500, 'scale_00000500'],
        [0, 'scale_00010000'],
      ]) {
        const reads = await readsOf((run) =>
          run(
            'SELECT * FROM control.ranked_people($1, ROW($2, $3::boolean, NULL, NULL, NULL, $4, $5)::control.ranking, 21)',
            [institution, by, descending, ...after],
          ),
        )
        assert.deepEqual([reads.scans, reads.hits], [0, 1], `${by} ${descending} ${after}`)
        assert.ok(reads.rows <= 21, `${by} ${descending} ${after}: ${reads.rows} rows`)
      }
    }
  }
})
