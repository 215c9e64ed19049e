import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type Checkpoint, signCheckpoint } from '#lib/audit/trail-checkpoint.ts'
import { type Verdict, verifyTrail } from '#lib/audit/verify-trail.ts'
import { takeOwnBaseA } from '#lib/testing/own-base-a.ts'
import { findFile } from './operations/find-file.ts'
import { searchCandidates } from './operations/search-candidates.ts'
import { again, type Bench, callAs, openBench, type Run } from './test-bench.ts'
import { withTrailSource } from './trail-source.postgres.ts'

// Tampers as the superuser, who may switch off every protection: what is left is that it shows.

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const AT = new Date('2026-11-02T12:00:00.000Z')

/** The chain as the database itself would make it, over the rows as they are and in the order of their links. */
const REWRITE = `DO $$
DECLARE r record; v_hash bytea := decode(repeat('00', 32), 'hex'); v_number bigint := 0;
BEGIN
  FOR r IN SELECT l.number, l.kind, COALESCE(
      (SELECT control.trail_fields(i) FROM control.inquiry i WHERE l.kind = 'inquiry' AND i.id = l.inquiry_id),
      (SELECT control.trail_fields(o) FROM control.inquiry_outcome o WHERE l.kind = 'outcome' AND o.inquiry_id = l.inquiry_id)
    ) AS fields FROM control.trail_link l ORDER BY l.number LOOP
    v_number := v_number + 1;
    v_hash := sha256(v_hash || convert_to(array_to_json(ARRAY['1', v_number::text, r.kind] || r.fields)::text, 'UTF8'));
    UPDATE control.trail_link SET number = v_number, hash = v_hash WHERE number = r.number;
  END LOOP;
  UPDATE control.trail_head SET number = v_number, hash = v_hash;
END $$`
/** Deletes a row and its link. */
const REMOVE = (
  number: number,
) => `WITH gone AS (DELETE FROM control.trail_link WHERE number = ${number} RETURNING inquiry_id)
  DELETE FROM control.inquiry_outcome o USING gone g WHERE o.inquiry_id = g.inquiry_id`
const FORGE = `INSERT INTO control.inquiry (id, event, actor_kind, actor_id, actor_label, institution_id, ip, request_id, opened)
  SELECT 'inq_0000000000000000000000', event, actor_kind, actor_id, actor_label, institution_id, ip, 'req_forged', true
  FROM control.inquiry LIMIT 1`

let bench: Bench
let checkpoints: Checkpoint[]
let last: number

before(async () => {
  await takeOwnBaseA()
  bench = openBench()
  const { cpf } = await bench.addPerson([{}])
  const { asking } = await bench.liveGrant(cpf)
  for (let n = 0; n < 10; n += 1) await findFile(bench.context, again(asking), { cpf })
  // A denial, with its outcome.
  await assert.rejects(findFile(bench.context, again(callAs('analyst', asking.actor.institutionId)), { cpf }))
  const links = await bench.sql<{ number: string; hash: Buffer }>(
    'SELECT number, hash FROM control.trail_link ORDER BY number',
  )
  last = links.length
  checkpoints = links
    .map(({ number, hash }) => ({ number: Number(number), hash, rows: Number(number), at: AT }))
    .filter(({ number }) => number % 8 === 0)
    .map((end) => signCheckpoint(end, privateKey))
})
after(() => bench.close())

type Signed = { checkpoints?: Checkpoint[]; copies?: Checkpoint[]; since?: number }

function verdict(signed: Signed = {}): Promise<Verdict> {
  return withTrailSource(bench.auditor.pool, (source) => verifyTrail({ source, checkpoints, publicKey, ...signed }))
}

/** What is found after some tampering, which is undone afterwards: every row of the tables as it was. */
async function verdictAfter(tampering: readonly string[], signed: Signed = {}): Promise<Verdict> {
  const tables = ['inquiry', 'inquiry_outcome', 'trail_link', 'trail_head']
  const asReplica = (work: (run: Run) => Promise<void>) =>
    bench.session('superuser', async (run) => {
      await run('BEGIN')
      for (const table of tables) await run(`ALTER TABLE control.${table} DISABLE TRIGGER ALL`)
      await work(run)
      for (const table of tables) await run(`ALTER TABLE control.${table} ENABLE TRIGGER ALL`)
      await run('COMMIT')
    })
  for (const table of tables) await bench.sql(`CREATE TABLE public.kept_${table} AS SELECT * FROM control.${table}`)
  try {
    await asReplica(async (run) => {
      for (const statement of tampering) await run(statement)
    })
    return await verdict(signed)
  } finally {
    await asReplica(async (run) => {
      for (const table of tables) {
        await run(`DELETE FROM control.${table}`)
        await run(`INSERT INTO control.${table} OVERRIDING SYSTEM VALUE SELECT * FROM public.kept_${table}`)
        await run(`DROP TABLE public.kept_${table}`)
      }
    })
  }
}

describe('the trail as it was written', () => {
  test('is intact, has a link for every row, and a denial stands in it like any other', async () => {
    const found = await verdict()
    assert.ok(found.kind === 'intact')
    const [rows] = await bench.sql<{ rows: string }>(
      `SELECT (SELECT count(*) FROM control.inquiry) + (SELECT count(*) FROM control.inquiry_outcome) AS rows`,
    )
    assert.equal(found.rows, Number(rows?.rows))
    assert.equal(found.rows, last)
    assert.equal(found.signedUpTo?.number, checkpoints.at(-1)?.number)
  })

  test('from a checkpoint on, what is before it is not read again', async () => {
    const found = await verdict({ since: 17 })
    assert.ok(found.kind === 'intact')
    assert.equal(found.rows, last - 16)
  })

  test('is the same to the verifier and to the database, whatever stands in a text', async () => {
    const odd = { relationship: 'a"b\\c\n\t\u0001é€😀\u2028', ip: '2001:db8::7' }
    const { cpf } = await bench.addPerson([{}])
    const { asking } = await bench.liveGrant(cpf)
    await findFile(bench.context, { ...again(asking), ...odd }, { cpf })
    const searching = await bench.liveSearch()
    await searchCandidates(bench.context, again(searching.asking), { nome: 'Joana Prado' })
    await searchCandidates(bench.context, again(searching.asking), {
      endereco: { logradouro: 'Rua das Acácias', numero: '120' },
    })
    const kinds = await bench.sql<{ kind: string }>('SELECT DISTINCT kind FROM control.trail_link ORDER BY kind')
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['hit', 'inquiry', 'outcome', 'question'],
    )
    assert.equal((await verdict()).kind, 'intact')
  })
})

describe('tampering as the superuser', () => {
  type Case = [name: string, tampering: string[], number: () => number, fault: string]
  const CASES: Case[] = [
    [
      'an edited row',
      [
        'UPDATE control.inquiry_outcome SET rows_shown = 9 WHERE inquiry_id = (SELECT inquiry_id FROM control.trail_link WHERE number = 6)',
      ],
      () => 6,
      'changed',
    ],
    ['an edited link', ["UPDATE control.trail_link SET hash = sha256('x') WHERE number = 9"], () => 9, 'changed'],
    [
      'a deleted row',
      [
        'DELETE FROM control.inquiry_outcome WHERE inquiry_id = (SELECT inquiry_id FROM control.trail_link WHERE number = 6)',
      ],
      () => 6,
      'missing',
    ],
    ['a row deleted with its link', [REMOVE(6)], () => 6, 'missing'],
    [
      'two rows that changed places',
      [
        'UPDATE control.trail_link SET number = -number + 100 WHERE number IN (5, 6)',
        'UPDATE control.trail_link SET number = 11 - (100 - number) WHERE number > 90',
      ],
      () => 5,
      'changed',
    ],
    ['a row beside the chain', [FORGE], () => last + 1, 'inserted'],
    [
      'a row with a link of its own at the end',
      [
        FORGE,
        `INSERT INTO control.trail_link (number, kind, inquiry_id, hash) VALUES (${1_000}, 'inquiry', 'inq_0000000000000000000000', sha256('x'))`,
      ],
      () => last + 1,
      'missing',
    ],
    [
      'a link that was pushed in between',
      [
        FORGE,
        'UPDATE control.trail_link SET number = number + 1001 WHERE number >= 10',
        'UPDATE control.trail_link SET number = number - 1000 WHERE number >= 1000',
        "INSERT INTO control.trail_link (number, kind, inquiry_id, hash) VALUES (10, 'inquiry', 'inq_0000000000000000000000', sha256('x'))",
      ],
      () => 10,
      'changed',
    ],
    [
      'a cut tail, the head with it',
      [
        'DELETE FROM control.trail_link WHERE number > 20',
        'UPDATE control.trail_head SET number = 20, hash = (SELECT hash FROM control.trail_link WHERE number = 20)',
      ],
      () => 21,
      'cut',
    ],
    [
      'a cut tail, signed or not, under the old head',
      ['DELETE FROM control.trail_link WHERE number = (SELECT max(number) FROM control.trail_link)'],
      () => last,
      'cut',
    ],
    [
      'a whole chain that was written anew over an edited row',
      [
        "UPDATE control.inquiry SET actor_label = 'outro@banco.example' WHERE id = (SELECT inquiry_id FROM control.trail_link WHERE number = 11)",
        REWRITE,
      ],
      () => 9,
      'rewritten',
    ],
    ['a whole chain that was written anew without a row', [REMOVE(6), REWRITE], () => 1, 'rewritten'],
    ['an emptied trail', ['DELETE FROM control.trail_link', 'DELETE FROM control.trail_head'], () => 1, 'cut'],
  ]
  for (const [name, tampering, number, fault] of CASES) {
    test(`${name} is found at its number`, async () => {
      last = Number((await bench.sql<{ n: string }>('SELECT max(number) AS n FROM control.trail_link'))[0]?.n)
      const found = await verdictAfter(tampering)
      assert.ok(found.kind === 'broken', found.kind)
      assert.deepEqual({ number: found.number, fault: found.fault }, { number: number(), fault })
      assert.equal((await verdict()).kind, 'intact', 'undone')
    })
  }

  test('a checkpoint that another key signed, or that was altered, vouches for nothing', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey
    const forged = checkpoints.map((checkpoint) =>
      checkpoint.number === 16 ? signCheckpoint(checkpoint, stranger) : checkpoint,
    )
    assert.partialDeepStrictEqual(await verdict({ checkpoints: forged }), {
      kind: 'broken',
      number: 16,
      fault: 'forged',
    })
    const later = checkpoints.map((checkpoint) => ({ ...checkpoint, at: new Date(AT.getTime() + 1) }))
    assert.partialDeepStrictEqual(await verdict({ checkpoints: later }), { kind: 'broken', number: 8, fault: 'forged' })
  })

  test('a checkpoint that was taken out of the database is missed by its copy in the file', async () => {
    const left = checkpoints.filter(({ number }) => number !== 16)
    assert.partialDeepStrictEqual(await verdict({ checkpoints: left, copies: checkpoints }), {
      kind: 'broken',
      number: 16,
      fault: 'checkpoint_lost',
    })
  })

  test('a chain written anew from a checkpoint on is found from there', async () => {
    const found = await verdictAfter(
      [
        "UPDATE control.inquiry SET actor_label = 'outro@banco.example' WHERE id = (SELECT inquiry_id FROM control.trail_link WHERE number = 3)",
        REWRITE,
      ],
      { since: 16 },
    )
    assert.partialDeepStrictEqual(found, { kind: 'broken', number: 16, fault: 'rewritten' })
  })
})
