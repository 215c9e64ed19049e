import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { AppError } from '#lib/kernel/app-error.ts'
import { type AccessKeyId, randomId } from '#lib/kernel/ids.ts'
import { testServers } from '#lib/testing/servers.ts'
import { type Bench, type BenchMember, createBench } from './test-bench.ts'

/*
 * What the database itself refuses, whatever the code above it does: asked with plain SQL as each of the three roles.
 */

let bench: Bench
let member: BenchMember
let session: string
const roles: Record<string, pg.Client> = {}

before(async () => {
  bench = await createBench()
  member = await bench.addMember('analyst')
  session = await bench.signInAs(member)
  for (const role of ['portal_app', 'portal_auth', 'portal_worker']) {
    const client = new pg.Client({ connectionString: testServers().portal.role(role).reveal() })
    await client.connect()
    roles[role] = client
  }
})
after(async () => {
  await Promise.all(Object.values(roles).map((client) => client.end()))
  await bench.close()
})

/** Runs a statement as a role, with row-security settings if given, in a transaction that is undone. */
async function as(role: string, sql: string, settings: Record<string, string> = {}): Promise<pg.QueryResult> {
  const client = roles[role]
  assert.ok(client)
  await client.query('BEGIN')
  try {
    for (const [name, value] of Object.entries(settings))
      await client.query('SELECT set_config($1, $2, true)', [name, value])
    return await client.query(sql)
  } finally {
    await client.query('ROLLBACK')
  }
}

const forbidden = (error: unknown) => (error as { code?: string }).code === '42501'
const TENANT_TABLES = [
  'institution',
  'member',
  'session',
  'password_reset',
  'invitation',
  'access_key',
  'access_key_secret',
  'person_reference',
]

test('the portal sees no row until it names an institution, and then only that one’s', async () => {
  const stranger = await bench.addMember('analyst', await bench.addInstitution())
  for (const table of TENANT_TABLES) {
    assert.equal((await as('portal_app', `SELECT * FROM public."${table}"`)).rowCount, 0, table)
  }
  const settings = { 'crivo.institution': bench.institutionId }
  const { rows } = await as('portal_app', 'SELECT id, institution_id FROM public.member', settings)
  assert.ok(rows.some(({ id }) => id === member.id))
  assert.ok(rows.every(({ institution_id }) => institution_id === bench.institutionId))
  assert.equal(
    rows.some(({ id }) => id === stranger.id),
    false,
  )
  const update = `UPDATE public.member SET name = 'x' WHERE id = '${stranger.id}'`
  assert.equal((await as('portal_app', update, settings)).rowCount, 0)
})

test('a credential shows its own row and no other', async () => {
  const bySession = await as('portal_app', 'SELECT id FROM public.session', { 'crivo.credential': session })
  assert.deepEqual(bySession.rows, [{ id: session }])
  const byEmail = await as('portal_app', 'SELECT id FROM public.member', { 'crivo.credential': member.email })
  assert.deepEqual(byEmail.rows, [{ id: member.id }])
  assert.equal((await as('portal_app', 'SELECT id FROM public.member', { 'crivo.credential': '%' })).rowCount, 0)
  const change = `UPDATE public.session SET revoked_at = NULL WHERE id = '${session}'`
  assert.equal((await as('portal_app', change, { 'crivo.credential': session })).rowCount, 0)
})

test('a row can’t be written into another institution, nor point at another one’s member', async () => {
  const elsewhere = await bench.addInstitution()
  const times = `now(), now(), now() + interval '1 minute', now() + interval '1 hour', '::1'`
  const columns = 'id, institution_id, member_id, created_at, last_seen_at, idle_expires_at, absolute_expires_at, ip'
  const insert = (institution: string) =>
    `INSERT INTO public.session (${columns}) VALUES ('${randomId('session')}', '${institution}', '${member.id}', ${times})`
  const settings = { 'crivo.institution': bench.institutionId }
  await as('portal_app', insert(bench.institutionId), settings)
  await assert.rejects(as('portal_app', insert(elsewhere), settings), forbidden)
  // Named as the institution itself, the foreign key over both columns still finds no such member there.
  await assert.rejects(as('portal_app', insert(elsewhere), { 'crivo.institution': elsewhere }), { code: '23503' })
})

test('the trail only grows: the portal can add, and nobody can read by it, change or remove', async () => {
  for (const sql of [
    'SELECT * FROM public.portal_event',
    "UPDATE public.portal_event SET outcome = 'done'",
    'DELETE FROM public.portal_event',
    'TRUNCATE public.portal_event',
  ]) {
    for (const role of Object.keys(roles)) await assert.rejects(as(role, sql), forbidden, `${role}: ${sql}`)
  }
  for (const sql of ["UPDATE portal_event SET outcome = 'done'", 'DELETE FROM portal_event', 'TRUNCATE portal_event']) {
    await assert.rejects(bench.inspector.$executeRawUnsafe(sql), /append-only/)
  }
})

test('the token server reads the columns it needs of one session’s rows, and writes nothing', async () => {
  const settings = { 'crivo.credential': session, 'crivo.institution': bench.institutionId }
  const { rows } = await as('portal_auth', 'SELECT id, member_id, revoked_at FROM public.session', settings)
  assert.deepEqual(rows, [{ id: session, member_id: member.id, revoked_at: null }])
  for (const sql of [
    'SELECT * FROM public.session',
    'SELECT password_hash FROM public.member',
    'SELECT name FROM public.member',
    'SELECT * FROM public.access_key_secret',
    'SELECT * FROM public.person_reference',
    'SELECT * FROM public.throttle',
    'UPDATE public.session SET revoked_at = NULL',
    'DELETE FROM public.session',
    'CREATE TABLE public.mine (id int)',
    'CREATE TEMPORARY TABLE mine (id int)',
  ]) {
    await assert.rejects(as('portal_auth', sql, settings), forbidden, sql)
  }
})

test('the worker deletes by age and reads nothing else', async () => {
  await as('portal_worker', "DELETE FROM public.session WHERE created_at < '2000-01-01'")
  for (const sql of [
    'SELECT id FROM public.session',
    'SELECT email FROM public.member',
    'DELETE FROM public.member',
    'DELETE FROM public.portal_event',
    'UPDATE public.session SET revoked_at = now()',
    'SELECT sealed_cpf FROM public.person_reference',
  ]) {
    await assert.rejects(as('portal_worker', sql), forbidden, sql)
  }
})

test('the portal can’t rewrite what is fixed, nor delete people', async () => {
  const settings = { 'crivo.institution': bench.institutionId }
  for (const sql of [
    "UPDATE public.member SET email = 'x@y.example'",
    'UPDATE public.session SET absolute_expires_at = now()',
    "UPDATE public.session SET member_id = 'mem_x'",
    "UPDATE public.access_key_secret SET last4 = '0000'",
    'DELETE FROM public.member',
    'DELETE FROM public.session',
    'DROP TABLE public.member',
    'ALTER TABLE public.member DISABLE ROW LEVEL SECURITY',
    'SET LOCAL ROLE pg_write_all_data',
  ]) {
    await assert.rejects(as('portal_app', sql, settings), forbidden, sql)
  }
})

test('each role is held to time limits and bypasses nothing', async () => {
  const found = await bench.inspector.$queryRaw<
    { rolname: string; rolcanlogin: boolean; rolbypassrls: boolean; rolsuper: boolean; config: string | null }[]
  >`
    SELECT rolname, rolcanlogin, rolbypassrls, rolsuper, array_to_string(rolconfig, ',') AS config FROM pg_roles WHERE rolname LIKE 'portal\\_%' ORDER BY rolname`
  assert.deepEqual(
    found.map(({ rolname }) => rolname),
    ['portal_app', 'portal_auth', 'portal_definer', 'portal_worker'],
  )
  for (const { rolname, rolcanlogin, rolbypassrls, rolsuper, config } of found) {
    assert.equal(rolbypassrls || rolsuper, false)
    // The definer owns functions and never logs in: its statements run under the caller's limits.
    assert.equal(rolcanlogin, rolname !== 'portal_definer')
    if (rolcanlogin)
      assert.match(config ?? '', /statement_timeout=.*lock_timeout=.*idle_in_transaction_session_timeout=/)
  }
})

test('an address has one spelling, and one account in the whole platform', async () => {
  const elsewhere = await bench.addInstitution()
  const insert = (email: string) =>
    bench.context.store.within(elsewhere, (rows) =>
      rows.members.insert({
        id: randomId('member'),
        name: 'Pessoa',
        role: 'analyst',
        status: 'active',
        language: 'en',
        passwordHash: '$argon2id$x',
        createdAt: bench.clock.now(),
        email,
      }),
    )
  await assert.rejects(insert(member.email), (error) => AppError.hasCode(error, 'conflito'))
  await assert.rejects(insert(`X${member.email}`))
})

test('keys are saved with a digest, again without doubling', async () => {
  const id = `crk_live_${randomId('event').slice(4)}` as AccessKeyId
  const secret = { hmac: Buffer.alloc(32, id), last4: 'abcd', pepperVersion: 1 }
  const terms = { environment: 'live', kind: 'partner', tier: 'basico', purposes: ['analise_de_credito'] } as const
  const save = (name: string) =>
    bench.context.store.within(bench.institutionId, (rows) =>
      rows.accessKeys.save(
        { ...terms, id, name, scopes: ['conta:ler'], ips: [], expiresAt: null, secret },
        bench.clock.now(),
      ),
    )
  await save('first')
  await save('second')
  const [row] = await bench.inspector.accessKey.findMany({ where: { id }, include: { secrets: true } })
  assert.deepEqual([row?.name, row?.secrets.length], ['second', 1])
})

test('a database that is away is unavailable, not an unknown error', async () => {
  const { createPortalClient } = await import('#lib/datastores/portal-database.ts')
  const { Redacted } = await import('#lib/kernel/redacted.ts')
  const { createPostgresMembersStore } = await import('./store.postgres.ts')
  const { createThrottle } = await import('./throttle.ts')
  const nowhere = new Redacted('postgresql://portal_app:x@localhost:1/portal?host=/nowhere')
  const away = createPortalClient(nowhere, { max: 1, applicationName: 'test', onIdleError: () => {} })
  const unavailable = (error: unknown) => AppError.hasCode(error, 'fonte_indisponivel')
  await assert.rejects(createPostgresMembersStore(away.client).findAccountByEmail(member.email), unavailable)
  await assert.rejects(away.ping(), unavailable)
  await assert.rejects(createThrottle(away.pool).attempt([{ limit: 'token:address', key: 'x' }]), unavailable)
  await away.close()
})
