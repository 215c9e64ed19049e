import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { randomId } from '#lib/kernel/ids.ts'
import { type Bench, callAs, openBench } from './test-bench.ts'

// What somebody can do who runs SQL of their own as `basea_app` (an injection, a stolen password) and knows the id of
// a live grant, its grantee and every blind index, but doesn't hold sistema1's key. "Refused" is an error of the
// database; "nothing" is an answer without rows.

const INSUFFICIENT_PRIVILEGE = '42501'

let bench: Bench
let person: Awaited<ReturnType<Bench['addPerson']>>
let grant: Awaited<ReturnType<Bench['liveGrant']>>

before(async () => {
  bench = openBench()
  person = await bench.addPerson([{}])
  grant = await bench.liveGrant(person.cpf, { usos: 100 })
})
after(() => bench.close())

async function refused(sql: string, values: readonly unknown[] = [], role: Parameters<Bench['session']>[0] = 'app') {
  await assert.rejects(
    bench.session(role, (run) => run(sql, values)),
    (error: { code?: string }) => {
      assert.equal(error.code, INSUFFICIENT_PRIVILEGE, sql)
      return true
    },
  )
}

const READS = [
  'SELECT cpf, name FROM records.person',
  'SELECT creditor, amount_cents FROM records.debt',
  'SELECT count(*)::int AS n FROM records.person HAVING count(*) > 0',
  'SELECT p.name FROM records.debt d JOIN records.person p ON p.id = d.person_id',
  // Error-based: would fail, and tell, if there were a row to divide or to cast.
  'SELECT 1 / (amount_cents - amount_cents) FROM records.debt',
  'SELECT name::int FROM records.person',
  // A query inside a function's argument.
  "SELECT x FROM (SELECT query_to_xml('SELECT name FROM records.person', true, true, '')::text AS x) q WHERE x ~ 'name'",
]

describe('reading without an access', () => {
  for (const sql of READS) {
    test(`nothing: ${sql}`, async () => {
      assert.deepEqual(await bench.session('app', (run) => run(sql)), [])
    })
  }
  test('nothing: settings that look like a context', async () => {
    const rows = await bench.session('app', async (run) => {
      await run("SELECT set_config('crivo.person', $1, false), set_config('crivo.institution', 'x', false)", [
        person.id,
      ])
      return run('SELECT name FROM records.person')
    })
    assert.deepEqual(rows, [])
  })
  test('nothing: statistics of columns', async () => {
    await bench.sql('ANALYZE records.person')
    const stats = "SELECT * FROM pg_catalog.pg_stats WHERE schemaname IN ('records', 'control')"
    assert.deepEqual(await bench.session('app', (run) => run(stats)), [])
    await refused('SELECT * FROM pg_catalog.pg_statistic')
  })
  const FORBIDDEN = [
    'SELECT * FROM records.person',
    'SELECT cpf_index FROM records.person',
    'SELECT address_index, born_on FROM records.person',
    'SELECT * FROM records.name_pair',
    'SELECT * FROM records.portfolio_person',
    'SELECT * FROM records.debt_source',
    'SELECT * FROM records.debt_version',
    'SELECT * FROM control.search_question',
    'SELECT * FROM control.search_hit',
    'SELECT secret_hash FROM control.grant_search_secret',
    'SELECT contract_number FROM records.debt',
    'SELECT * FROM control.access_ticket',
    'SELECT * FROM control.row_context',
    'SELECT * FROM control.inquiry',
    'SELECT * FROM control.grant_request',
    'SELECT secret_hash FROM control.grant_subject',
    'SELECT keys FROM control.token_key_set',
    'SELECT * FROM pg_catalog.pg_authid',
    'COPY records.person TO STDOUT',
    "COPY (SELECT name FROM records.person) TO '/tmp/people'",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "SELECT pg_catalog.pg_read_file('/etc/passwd')",
    "SELECT pg_catalog.pg_ls_dir('.')",
    "SELECT pg_catalog.lo_import('/etc/passwd')",
    'SELECT pg_catalog.lo_create(0)',
  ]
  for (const sql of FORBIDDEN) test(`refused: ${sql}`, () => refused(sql))
})

describe('becoming somebody else, or changing the house', () => {
  const FORBIDDEN = [
    ...['basea_definer', 'basea_owner', 'basea_grants', 'basea_ingest'].map((role) => `SET ROLE ${role}`),
    'SET SESSION AUTHORIZATION basea_owner',
    'GRANT basea_definer TO basea_app',
    'ALTER ROLE basea_app BYPASSRLS',
    'ALTER TABLE records.person DISABLE ROW LEVEL SECURITY',
    'ALTER TABLE records.person NO FORCE ROW LEVEL SECURITY',
    'CREATE POLICY all_of_it ON records.person USING (true)',
    'DROP POLICY opened ON records.person',
    'CREATE TABLE control.mine (x int)',
    'CREATE TABLE public.mine (x int)',
    'CREATE TEMP TABLE mine (x int)',
    'CREATE SCHEMA mine',
    'CREATE FUNCTION public.today() RETURNS date LANGUAGE sql RETURN current_date',
    'CREATE OR REPLACE FUNCTION control.open_person() RETURNS text LANGUAGE sql RETURN 1',
    'CREATE VIEW public.people AS SELECT name FROM records.person',
    'CREATE EXTENSION dblink SCHEMA control',
    'DO $$ BEGIN PERFORM 1; END $$',
    "ALTER SYSTEM SET log_statement = 'all'",
    'SET log_parameter_max_length = -1',
    'TRUNCATE records.person',
    "INSERT INTO records.debt (id) VALUES ('00000000-0000-0000-0000-000000000000')",
    "UPDATE records.debt SET status = 'quitada'",
    'DELETE FROM records.person',
  ]
  for (const sql of FORBIDDEN) test(`refused: ${sql}`, () => refused(sql))
  test('refused: row security switched off', async () => {
    await assert.rejects(
      bench.session('app', async (run) => {
        await run('SET row_security = off')
        return run('SELECT name FROM records.person')
      }),
      { code: INSUFFICIENT_PRIVILEGE },
    )
  })
  test('refused: the superuser', async () => {
    const [row] = await bench.sql<{ name: string }>('SELECT quote_ident(current_user) AS name')
    await refused(`SET ROLE ${row?.name}`)
    await refused(`SET SESSION AUTHORIZATION ${row?.name}`)
  })
  test('refused: the cluster’s other databases', async () => {
    const rows = await bench.sql(
      `SELECT datname FROM pg_database WHERE datallowconn AND datname IN ('postgres', 'template1')
         AND has_database_privilege('basea_app', oid, 'CONNECT')`,
    )
    assert.deepEqual(rows, [])
  })
})

describe('the ledger and the grants', () => {
  const FORBIDDEN = [
    "UPDATE control.inquiry SET actor_label = 'somebody else'",
    'DELETE FROM control.inquiry',
    'TRUNCATE control.inquiry, control.inquiry_outcome',
    "INSERT INTO control.inquiry (id) VALUES ('inq_0000000000000000000000')",
    "UPDATE control.inquiry_outcome SET outcome = 'concluida'",
    'DELETE FROM control.inquiry_outcome',
    "INSERT INTO control.row_context VALUES (pg_current_xact_id()::text::bigint, 'inq_0000000000000000000000', 'x')",
    'UPDATE control.access_grant SET used = 0',
    'DELETE FROM control.access_ticket',
    'SELECT control.append_inquiry(NULL, NULL, NULL, NULL, NULL, true)',
    "SELECT control.decide_request(NULL, 'x', 'aprovada', false)",
    'SELECT control.count_mandate_people(NULL, NULL)',
    "SELECT control.approve_grant(NULL, 'x', NULL)",
    "SELECT control.refuse_grant(NULL, 'x', NULL)",
    "SELECT control.approve_mandate(NULL, 'x', NULL)",
    "SELECT control.confirm_approver(NULL, 'x', NULL)",
    "SELECT control.confirm_approver_by_machine(NULL, 'x')",
    "SELECT control.take_proof(NULL, NULL, 'x', 'x')",
    "SELECT * FROM control.issue_proof(NULL, 'x', 'x', 'x', NULL, NULL)",
    'SELECT * FROM control.begin_proof(NULL)',
    'SELECT password_check FROM control.approver_enrolment',
    'INSERT INTO control.approval_proof DEFAULT VALUES',
    "SELECT control.request_search_grant(NULL, 'x', 'x', 1, 1, NULL)",
    "SELECT control.store_portfolio(NULL, '[]')",
    "SELECT control.merge_portfolio('[]')",
    'SELECT control.refresh_sums(NULL)',
    "SELECT control.receive_debts(NULL, NULL, '[]')",
    'SELECT control.receive_debt(NULL, NULL, NULL, NULL, NULL, NULL)',
    "SELECT control.keep_version(gen_random_uuid(), 'x', 'x')",
    'DELETE FROM records.debt_version',
    'SELECT * FROM control.named_people(NULL)',
    'SELECT * FROM control.residents(NULL)',
    "SELECT * FROM control.ranked_people('x', NULL, 1)",
    'INSERT INTO control.search_hit DEFAULT VALUES',
    'DELETE FROM control.search_question',
    "UPDATE records.portfolio_person SET consent_until = 'infinity'",
    "SELECT control.request_grant(NULL, 'x', 'pessoa', 'x', 1, 1, NULL, NULL, NULL)",
    "SELECT control.load_batch('x', 'x', '[]', '[]')",
    "SELECT control.store_key_set(NULL, '{}')",
  ]
  for (const sql of FORBIDDEN) test(`refused: ${sql}`, () => refused(sql))
  test('refused to the other roles: people, and what is not theirs', async () => {
    for (const role of ['grants', 'ingest', 'auditor'] as const) {
      await refused('SELECT name FROM records.person', [], role)
      await refused('SELECT amount_cents FROM records.debt', [], role)
      await refused('SELECT total_cents FROM records.portfolio_person', [], role)
      await refused('SELECT sound FROM records.name_pair', [], role)
      await refused('SELECT * FROM control.search_candidates(gen_random_uuid())', [], role)
      await refused('SELECT * FROM control.debt_ranking(gen_random_uuid())', [], role)
      await refused('INSERT INTO control.grant_approval DEFAULT VALUES', [], role)
      await refused("UPDATE control.inquiry SET purpose = ''", [], role)
      await refused('SELECT * FROM control.access_ticket', [], role)
    }
  })
  test('not even the owner sees a person or edits the ledger', async () => {
    await bench.session('superuser', async (run) => {
      await run('SET ROLE basea_owner')
      assert.deepEqual(await run('SELECT id FROM records.person'), [])
      await assert.rejects(run('TRUNCATE control.inquiry CASCADE'), { code: INSUFFICIENT_PRIVILEGE })
    })
  })
  const APPROVAL = `INSERT INTO control.grant_approval (
      request_id, institution_id, requester_id, approver_id, approver_label, proof_id) VALUES ($1, $2, $3, $4, 'x', $5)`
  /** A proof as only the superuser could write one down. */
  async function proofBy(call: ReturnType<typeof callAs>, target: string): Promise<unknown> {
    if (!(await bench.isApprover(call))) await bench.enrol(call)
    const [row] = await bench.sql<{ id: string }>(
      `INSERT INTO control.approval_proof (enrolment_id, approver_id, institution_id, act, target_id, request_digest, expires_at)
       SELECT enrolment_id, member_id, institution_id, 'grant.approved', $2, sha256('x'), now() + interval '30 s'
       FROM control.approver WHERE member_id = $1 RETURNING id`,
      [call.actor.id, target],
    )
    return row?.id
  }

  test('self-approval is refused by the table itself, whoever writes', async () => {
    const { actor } = grant.analyst
    const proof = await proofBy(grant.analyst, grant.grantId)
    await assert.rejects(bench.sql(APPROVAL, [grant.grantId, actor.institutionId, actor.id, actor.id, proof]), {
      constraint: 'grant_approval_by_another',
    })
  })
  test('an approval without a proof, or on somebody else’s or another request’s, is refused by the table itself', async () => {
    const { actor } = grant.analyst
    const colleague = callAs('approver', actor.institutionId)
    const another = await proofBy(callAs('approver', actor.institutionId), grant.grantId)
    const elsewhere = await proofBy(colleague, 'con_0000000000000000000009')
    const approval = (proof: unknown) =>
      bench.sql(APPROVAL, [grant.grantId, actor.institutionId, actor.id, colleague.actor.id, proof])
    await assert.rejects(approval(null), { constraint: 'grant_approval_proven' })
    for (const proof of [another, elsewhere]) await assert.rejects(approval(proof), { code: '23503' })
    const [used] = await bench.sql<{ proof_id: string }>(
      'SELECT proof_id FROM control.grant_approval WHERE request_id = $1',
      [grant.grantId],
    )
    await assert.rejects(approval(used?.proof_id), { code: '23505' })
  })
  test('a live grant to search on one approval, or on one person’s twice, is refused by the table itself', async () => {
    const { actor } = grant.analyst
    const [request] = await bench.sql<{ approver_id: string }>(
      'SELECT approver_id FROM control.grant_approval WHERE request_id = $1',
      [grant.grantId],
    )
    for (const first of [null, request?.approver_id]) {
      await assert.rejects(
        bench.sql(
          `INSERT INTO control.access_grant (request_id, scope, first_approver_id, approver_id, institution_id, grantee_id,
             purpose, not_before, expires_at, max_uses)
           VALUES ($1, 'busca', $2, $3, $4, $5, 'analise_de_credito', now(), now() + interval '1 min', 1)`,
          [grant.grantId, first, request?.approver_id, actor.institutionId, actor.id],
        ),
        { code: '23514' },
      )
    }
    // And the scope is the request's own.
    await assert.rejects(
      bench.sql(`UPDATE control.access_grant SET scope = 'lote' WHERE request_id = $1`, [grant.grantId]),
      { code: '23503' },
    )
  })
  test('an approval by another institution, or a grant without an approval, is refused by the table itself', async () => {
    const calling = callAs('approver', randomId('institution'))
    const stranger = calling.actor
    const { actor } = grant.analyst
    const proof = await proofBy(calling, grant.grantId)
    await assert.rejects(bench.sql(APPROVAL, [grant.grantId, stranger.institutionId, actor.id, stranger.id, proof]), {
      constraint: 'grant_approval_request_id_institution_id_requester_id_fkey',
    })
    await assert.rejects(
      bench.sql(
        `INSERT INTO control.access_grant (request_id, scope, approver_id, institution_id, grantee_id, purpose, not_before,
           expires_at, max_uses)
         VALUES ($1, 'pessoa', $2, $3, $4, 'analise_de_credito', now(), now() + interval '1 min', 1)`,
        ['con_0000000000000000000001', stranger.id, actor.institutionId, actor.id],
      ),
      { code: '23503' },
    )
  })
})
