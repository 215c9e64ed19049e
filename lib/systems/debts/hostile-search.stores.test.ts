import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { NameKey } from '#lib/identifiers/name-key.ts'
import { type GrantId, type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { askerOf } from './context.ts'
import { addMandate } from './mandate-test-bench.ts'
import { type Bench, callAs, openBench, type Run } from './test-bench.ts'

// Searches and rankings, abused by somebody who runs SQL of their own as `basea_app`: a question answers nothing but
// what was recorded with it, opens no row, and needs a key that the database doesn't hold.

const REFUSED = { code: '42501' }
const ASKER = 'ROW($1,$2,$3,$4,$5,$6,$7,$8,$9)::control.asker'
const NO_TOKEN = 'NULL::control.presented_token'

let bench: Bench
let search: Awaited<ReturnType<Bench['liveSearch']>>
let pairs: readonly { sound: bigint; spelling: number }[]
let institution: InstitutionId
before(async () => {
  bench = openBench()
  search = await bench.liveSearch({ usos: 100 })
  await bench.addPerson([{}], { name: 'Vitória Quaresma Hostil' })
  pairs = bench.context.search.askedPairsOf('VITORIA QUARESMA HOSTIL' as NameKey)
  institution = randomId('institution')
  await addMandate(bench, institution)
})
after(() => bench.close())

function askerValues(call = callAs('analyst', institution)) {
  const asker = askerOf(call, randomId)
  return [
    ...[
      asker.inquiryId,
      asker.actorKind,
      asker.actorId,
      asker.actorLabel,
      asker.institutionId,
      asker.ip,
      asker.purpose,
    ],
    ...[asker.relationship, asker.requestId],
  ]
}

type Beginning = { grantId?: GrantId; secret?: Buffer; atMost?: number; call?: ReturnType<typeof callAs> }

function begin(run: Run, { grantId = search.grantId, secret, atMost = 20, call = search.analyst }: Beginning = {}) {
  return run(
    `SELECT * FROM control.begin_search(${ASKER}, $10, $11, ${NO_TOKEN},
       ROW(NULL, $12::bigint[], $13::int[], NULL, false, $14, NULL, NULL, NULL)::control.search_question)`,
    [
      ...askerValues(call),
      ...[grantId, secret ?? bench.subjects.searchSecret(grantId)],
      ...[pairs.map(({ sound }) => String(sound)), pairs.map(({ spelling }) => spelling), atMost],
    ],
  )
}

const answer = (run: Run, ticket: unknown) => run('SELECT * FROM control.search_candidates($1)', [ticket])

describe('a search', () => {
  test('without sistema1’s key, or as somebody else: no ticket', async () => {
    const attempts: Beginning[] = [
      { secret: Buffer.alloc(32, 1) },
      { call: callAs('analyst', search.institution) },
      { grantId: randomId('grant') },
    ]
    for (const attempt of attempts) {
      const [row] = await bench.session('app', (run) => begin(run, attempt))
      assert.deepEqual([row?.ticket, row?.refusal], [null, 'concessao_negada'])
    }
  })

  test('can’t be answered by the transaction that recorded it, nor twice, nor by a guess', async () => {
    await bench.session('app', async (run) => {
      await run('BEGIN')
      const [row] = await begin(run)
      await assert.rejects(answer(run, row?.ticket), REFUSED)
    })
    const [row] = await bench.session('app', (run) => begin(run))
    assert.equal((await bench.session('app', (run) => answer(run, row?.ticket))).length, 1)
    await assert.rejects(
      bench.session('app', (run) => answer(run, row?.ticket)),
      REFUSED,
    )
    await assert.rejects(
      bench.session('app', (run) => run('SELECT * FROM control.search_candidates(gen_random_uuid())')),
      REFUSED,
    )
  })

  test('opens no row, before or after, and its ticket is good for nothing else', async () => {
    const [row] = await bench.session('app', (run) => begin(run))
    for (const sql of [
      'SELECT control.enter_access($1)',
      'SELECT * FROM control.debt_summary($1)',
      'SELECT * FROM control.debt_ranking($1)',
    ]) {
      await assert.rejects(
        bench.session('app', (run) => run(sql, [row?.ticket])),
        REFUSED,
      )
    }
    await bench.session('app', async (run) => {
      await run('BEGIN')
      assert.equal((await answer(run, row?.ticket)).length, 1)
      assert.deepEqual(await run('SELECT name FROM records.person'), [])
      assert.deepEqual(await run('SELECT amount_cents FROM records.debt'), [])
      await run('ROLLBACK')
    })
    const [recorded] = await bench.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM control.inquiry i JOIN control.search_question q ON q.inquiry_id = i.id WHERE i.grant_id = $1`,
      [search.grantId],
    )
    assert.ok((recorded?.n ?? 0) >= 1, 'whatever became of the answer, the question stands')
  })

  test('never gives more than twenty', async () => {
    await assert.rejects(
      bench.session('app', (run) => begin(run, { atMost: 21 })),
      { code: '23514' },
    )
  })
})

describe('a ranking', () => {
  const rank = (run: Run, measure: string, inquiries: readonly string[]) =>
    run(
      `SELECT * FROM control.begin_ranking(${ASKER}, $10::text[], ROW($11, true, NULL, NULL, NULL, NULL, NULL)::control.ranking,
         ${NO_TOKEN})`,
      [...askerValues(), inquiries, measure],
    )

  test('takes none but the three measures, and no more than a hundred people', async () => {
    for (const measure of ['name', 'total_cents', 'total; DROP TABLE records.debt', '']) {
      await assert.rejects(
        bench.session('app', (run) => rank(run, measure, [randomId('inquiry')])),
        { code: '22023' },
      )
    }
    const many = Array.from({ length: 101 }, () => randomId('inquiry'))
    await assert.rejects(
      bench.session('app', (run) => rank(run, 'total', many)),
      { code: '22023' },
    )
  })

  test('can’t be summed by the transaction that recorded it, nor by a guess', async () => {
    const person = await bench.addPerson([{}])
    await bench.context.portfolios.storePortfolio(askerOf(callAs('admin', institution), randomId), [
      {
        subject: person.subject,
        institutionId: institution,
        reference: person.id,
        state: 'PE',
        bornOn: '1980-01-01' as never,
        consentUntil: new Date(Date.now() + 60_000),
        number: 1,
        changedAt: new Date(),
      },
    ])
    await bench.session('app', async (run) => {
      await run('BEGIN')
      const [row] = await rank(run, 'total', [randomId('inquiry')])
      assert.ok(row?.ticket)
      await assert.rejects(run('SELECT * FROM control.debt_ranking($1)', [row.ticket]), REFUSED)
    })
    assert.deepEqual(await bench.ledger(person), [], 'nothing was told, nothing is on record')
    await assert.rejects(
      bench.session('app', (run) => run('SELECT * FROM control.debt_ranking(gen_random_uuid())')),
      REFUSED,
    )
  })
})
