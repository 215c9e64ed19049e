import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Bench, openBench, type Run } from './test-bench.ts'

// Fails when something new comes into Base A without its protection. What each role may call and read is written out
// here a second time on purpose: a change of rights has to be made in two places.

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

/** Every object of the two schemas that lacks a protection, as a sentence. */
const UNPROTECTED = `
  WITH object AS (
    SELECT c.*, c.oid::regclass::text AS name FROM pg_class c
    WHERE c.relnamespace IN ('records'::regnamespace, 'control'::regnamespace)
  ), routine AS (
    SELECT p.*, p.oid::regprocedure::text AS name FROM pg_proc p
    WHERE p.pronamespace IN ('records'::regnamespace, 'control'::regnamespace)
  )
  SELECT name || ': row security is not forced' AS flaw FROM object
    WHERE relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
  UNION ALL SELECT name || ': no policy' FROM object o
    WHERE relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = o.oid)
  UNION ALL SELECT name || ': a ' || relkind::text || ', which row security does not cover' FROM object
    WHERE relkind IN ('v', 'm', 'f')
  UNION ALL SELECT name || ': owned by ' || relowner::regrole FROM object
    WHERE relkind IN ('r', 'p', 'S') AND relowner <> 'basea_owner'::regrole
  UNION ALL SELECT name || ': open to everyone' FROM object o, aclexplode(o.relacl) a WHERE a.grantee = 0
  UNION ALL SELECT polrelid::regclass || ': policy ' || polname || ' is for everyone' FROM pg_policy
    WHERE 0 = ANY (polroles)
  UNION ALL SELECT name || ': anyone may call it' FROM routine r, aclexplode(coalesce(r.proacl, acldefault('f', r.proowner))) a
    WHERE a.grantee = 0
  UNION ALL SELECT name || ': a definer function of ' || proowner::regrole FROM routine
    WHERE prosecdef AND proowner <> 'basea_definer'::regrole
  UNION ALL SELECT name || ': a definer function without an empty search_path' FROM routine
    WHERE prosecdef AND NOT coalesce(proconfig, '{}') @> '{"search_path=\\"\\""}'
  UNION ALL SELECT name || ': of the definer, but not a definer function' FROM routine
    WHERE NOT prosecdef AND proowner = 'basea_definer'::regrole
  UNION ALL SELECT n.nspname || ': ' || a.grantee::regrole || ' may create in it'
    FROM pg_namespace n, aclexplode(n.nspacl) a
    WHERE n.nspname IN ('records', 'control', 'public') AND a.privilege_type = 'CREATE'
      AND a.grantee NOT IN (n.nspowner, 'basea_owner'::regrole)
  UNION ALL SELECT 'schema public is open to everyone'
    FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'public' AND a.grantee = 0
  UNION ALL SELECT rolname || ': more than a plain role' FROM pg_roles
    WHERE rolname LIKE 'basea\\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolinherit)
  UNION ALL SELECT member::regrole || ': member of ' || roleid::regrole FROM pg_auth_members
    WHERE member::regrole::text LIKE 'basea\\_%' OR roleid::regrole::text LIKE 'basea\\_%'
  ORDER BY flaw`

const flaws = async (run: Run) => (await run(UNPROTECTED)).map(({ flaw }) => String(flaw))

describe('the catalogue of Base A', () => {
  test('nothing is unprotected', async () => {
    await bench.session('superuser', async (run) => assert.deepEqual(await flaws(run), []))
  })

  const NEWCOMERS: Record<string, { sql: string; flaws: RegExp[] }> = {
    'a new table': { sql: 'CREATE TABLE control.newcomer (x int)', flaws: [/not forced/, /no policy/] },
    'a table of somebody else': {
      sql: 'CREATE TABLE records.newcomer (x int); ALTER TABLE records.newcomer OWNER TO basea_definer',
      flaws: [/not forced/, /owned by basea_definer/],
    },
    'a view': { sql: 'CREATE VIEW control.newcomer AS SELECT * FROM records.person', flaws: [/does not cover/] },
    'a table given to everyone': {
      sql: 'CREATE TABLE control.newcomer (x int); GRANT SELECT ON control.newcomer TO PUBLIC',
      flaws: [/open to everyone/],
    },
    'a policy for everyone': {
      sql: 'CREATE POLICY newcomer ON control.token_key_set USING (true)',
      flaws: [/policy newcomer is for everyone/],
    },
    'a definer function made by the wrong role': {
      sql: "CREATE FUNCTION control.newcomer() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' RETURN 1",
      flaws: [/a definer function of/],
    },
    'a definer function that trusts the caller’s search_path': {
      sql: `CREATE FUNCTION control.newcomer() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1;
        ALTER FUNCTION control.newcomer() OWNER TO basea_definer`,
      flaws: [/without an empty search_path/],
    },
    'a function given to everyone': {
      sql: 'CREATE FUNCTION control.newcomer() RETURNS int LANGUAGE sql RETURN 1; GRANT EXECUTE ON FUNCTION control.newcomer TO PUBLIC',
      flaws: [/anyone may call it/],
    },
    'a membership': { sql: 'GRANT basea_definer TO basea_app', flaws: [/basea_app: member of basea_definer/] },
    'a role that may create in a schema': {
      sql: 'GRANT CREATE ON SCHEMA control TO basea_app',
      flaws: [/may create in it/],
    },
  }
  for (const [name, newcomer] of Object.entries(NEWCOMERS)) {
    test(`${name} would be found`, async () => {
      await bench.session('superuser', async (run) => {
        await run('BEGIN')
        await run(newcomer.sql)
        const found = await flaws(run)
        for (const flaw of newcomer.flaws)
          assert.ok(
            found.some((sentence) => flaw.test(sentence)),
            `${flaw}: ${found}`,
          )
        await run('ROLLBACK')
      })
    })
  }

  test('a function replaced by its owner stays closed to everyone', async () => {
    await bench.session('superuser', async (run) => {
      await run('BEGIN')
      await run('GRANT CREATE ON SCHEMA control TO basea_definer')
      await run('SET LOCAL ROLE basea_definer')
      await run('DROP FUNCTION control.close_access(integer)')
      await run(`CREATE FUNCTION control.close_access(p_rows integer) RETURNS void LANGUAGE sql SECURITY DEFINER
        SET search_path = '' AS 'SELECT'`)
      await run('RESET ROLE')
      const open = (await flaws(run)).filter((flaw) => flaw.includes('close_access'))
      assert.deepEqual(open, [])
      await run('ROLLBACK')
    })
  })

  test('who may call what', async () => {
    const rows = await bench.sql<{ role: string; functions: string[] }>(
      `SELECT g.role, array_agg(p.proname::text ORDER BY p.proname) AS functions
       FROM unnest(ARRAY['basea_app', 'basea_grants', 'basea_proofs', 'basea_ingest', 'basea_auditor']) AS g (role)
       JOIN pg_proc p ON p.pronamespace IN ('records'::regnamespace, 'control'::regnamespace)
         AND has_function_privilege(g.role, p.oid, 'EXECUTE')
       GROUP BY g.role ORDER BY g.role`,
    )
    assert.deepEqual(Object.fromEntries(rows.map(({ role, functions }) => [role, functions])), {
      basea_app: [
        ...['begin_access', 'begin_ranking', 'begin_search', 'begin_summary', 'close_access', 'close_expired_tickets'],
        ...['debt_ranking', 'debt_summary', 'enter_access', 'is_visible', 'open_person', 'record_denial'],
        ...['refresh_stale_sums', 'search_candidates', 'today'],
      ],
      basea_grants: [
        ...[
          'approve_grant',
          'approve_mandate',
          'approvers',
          'confirm_approver',
          'end_grant',
          'grant_of_key',
          'live_mandate',
          'receive_debts',
        ],
        ...[
          'record_denial',
          'refuse_grant',
          'request_grant',
          'request_mandate',
          'request_search_grant',
          'store_key_set',
        ],
        ...['store_portfolio', 'store_token_denials'],
      ],
      basea_auditor: ['record_trail_reading'],
      basea_ingest: ['load_batch', 'loaded_batches'],
      basea_proofs: ['begin_proof', 'enrol_approver', 'issue_proof', 'show_totp', 'unshown_totp'],
    })
  })

  test('who may read what; nobody but the definer writes', async () => {
    const rows = await bench.sql<{ role: string; tables: string[] }>(
      `SELECT g.role, array_agg(DISTINCT c.oid::regclass::text ORDER BY c.oid::regclass::text) AS tables
       FROM unnest(ARRAY['basea_app', 'basea_grants', 'basea_proofs', 'basea_ingest', 'basea_auditor']) AS g (role)
       JOIN pg_class c ON c.relnamespace IN ('records'::regnamespace, 'control'::regnamespace) AND c.relkind IN ('r', 'S')
       WHERE CASE c.relkind WHEN 'S' THEN has_sequence_privilege(g.role, c.oid, 'SELECT, USAGE, UPDATE')
         ELSE has_any_column_privilege(g.role, c.oid, 'SELECT') END
       GROUP BY g.role ORDER BY g.role`,
    )
    const ledger = [
      'access_grant',
      'approval_proof',
      'approver',
      'approver_enrolment',
      'grant_approval',
      'grant_request',
      'grant_subject',
      'inquiry',
      'inquiry_outcome',
    ]
    assert.deepEqual(Object.fromEntries(rows.map(({ role, tables }) => [role, tables])), {
      basea_app: ['records.debt', 'records.person'],
      basea_auditor: [
        ...[...ledger, 'mandate', 'mandate_approval', 'search_hit', 'search_question', 'trail_head', 'trail_link'],
      ].map((table) => `control.${table}`),
      basea_grants: [
        ...['access_grant', 'grant_approval', 'grant_request', 'grant_subject', 'token_denial', 'token_denial_list'],
        'token_key_set',
      ].map((table) => `control.${table}`),
    })
    const writers = await bench.sql<{ role: string }>(
      `SELECT DISTINCT r.rolname AS role FROM pg_roles r, pg_class c
       WHERE r.rolname LIKE 'basea\\_%' AND r.rolname NOT IN ('basea_owner', 'basea_definer')
         AND c.relnamespace IN ('records'::regnamespace, 'control'::regnamespace) AND c.relkind = 'r'
         AND (has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE, REFERENCES')
           OR has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES'))`,
    )
    assert.deepEqual(writers, [])
  })

  test('the definer itself can’t rewrite the ledger or an approval', async () => {
    const rows = await bench.sql<{ name: string }>(
      `SELECT t AS name FROM unnest(ARRAY['inquiry', 'inquiry_outcome', 'grant_approval', 'mandate_approval', 'debt_snapshot',
         'search_question', 'search_hit', 'grant_search_secret', 'trail_link']) t
       WHERE has_any_column_privilege('basea_definer', 'control.' || t, 'UPDATE')
         OR has_table_privilege('basea_definer', 'control.' || t, 'DELETE, TRUNCATE')`,
    )
    assert.deepEqual(rows, [])
  })

  test('limits stand with each role, and nothing that is asked about is logged', async () => {
    const rows = await bench.sql<{ role: string; settings: string[] }>(
      `SELECT setrole::regrole::text AS role, setconfig AS settings FROM pg_db_role_setting
       WHERE setdatabase = 0 AND setrole IN ('basea_app'::regrole, 'basea_grants'::regrole, 'basea_proofs'::regrole) ORDER BY 1`,
    )
    const expected = [
      ...['search_path=""', 'lock_timeout=500ms', 'idle_in_transaction_session_timeout=5s', 'statement_timeout=2s'],
      ...['log_parameter_max_length=0', 'log_parameter_max_length_on_error=0', 'log_error_verbosity=terse'],
    ]
    assert.deepEqual(
      rows.map(({ role }) => role),
      ['basea_app', 'basea_grants', 'basea_proofs'],
    )
    for (const { settings } of rows) assert.deepEqual(settings.toSorted(), expected.toSorted())
  })
})
