import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ensureDatabase, withConnection } from '#lib/datastores/embedded/postgres-admin.ts'
import { migrate } from '#lib/datastores/migrations/migrate.ts'
import { createPortalClient, type PortalDatabase } from '#lib/datastores/portal-database.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createPostgresCredentialSource } from './relay.postgres.ts'
import { type CarriedCredential, startCredentialRelay } from './relay.ts'
import { bindKeys, type KeysServices } from './services.ts'
import { createPostgresKeysStore } from './store.postgres.ts'
import { adminOf, PEPPER, WANTED } from './test-bench.ts'

// A database of its own: the list of changes is one for the whole database, and other files' workers would empty it.
const name = `relay_${randomBytes(5).toString('hex')}`
const admin = testServers().portal.superuser.reveal()
const inOwn = (url: string) => new Redacted(url.replace(/\/[^/?]+\?/, `/${name}?`))
const institutionId = randomId('institution')
const options = { max: 4, applicationName: 'test', onIdleError: () => {} }

let app: PortalDatabase
let worker: PortalDatabase
let owner: PortalDatabase
let keys: KeysServices
before(async () => {
  await ensureDatabase(admin, name)
  await migrate(join(import.meta.dirname, '../../prisma/portal'), inOwn(admin).reveal())
  app = createPortalClient(inOwn(testServers().portal.role('portal_app').reveal()), options)
  worker = createPortalClient(inOwn(testServers().portal.role('portal_worker').reveal()), options)
  owner = createPortalClient(inOwn(admin), options)
  keys = bindKeys({ store: createPostgresKeysStore(app.client), pepper: PEPPER, clock: systemClock, ids: randomId })
  const purposes = ['analise_de_credito']
  const terms = { kind: 'creditor', tier: 'profissional', status: 'active', purposes, createdAt: systemClock.now() }
  await owner.client.institution.create({ data: { ...terms, id: institutionId, name: 'Banco' } })
})
after(async () => {
  await Promise.all([app.close(), worker.close(), owner.close()])
  await withConnection(admin, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
})

test('what changes is handed on as it is by then, once, and the copy says until when it is complete', async () => {
  const source = createPostgresCredentialSource(worker)
  const call = adminOf(institutionId)
  const { key } = await keys.createKey(call, { ...WANTED, limite: { limite: 5, janela_s: 10 } })
  await keys.rotateKey(call, { id: key.id, sobreposicao_dias: 3 })
  await keys.suspendKey(call, { id: key.id })

  const got: { credentials: readonly CarriedCredential[]; until: Date | null }[] = []
  const carry = async (credentials: readonly CarriedCredential[], until: Date | null) => {
    got.push({ credentials, until })
  }
  await assert.rejects(
    source.pass(() => Promise.reject(new Error('the copy is away'))),
    /away/,
  )
  assert.deepEqual(await source.pass(carry), { carried: 1, isWhole: true })
  const [carried] = got[0]?.credentials ?? []
  assert.deepEqual([carried?.id, carried?.status, carried?.secrets.length], [key.id, 'suspensa', 2])
  assert.deepEqual(carried?.limit, { quota: 5, seconds: 10 })
  assert.ok(got[0]?.until instanceof Date)
  assert.deepEqual(await source.pass(carry), { carried: 0, isWhole: true })

  await keys.resumeKey(call, { id: key.id })
  await owner.client.institution.update({ where: { id: institutionId }, data: { status: 'suspended' } })
  await source.pass(carry)
  assert.equal(got.at(-1)?.credentials[0]?.status, 'suspensa', 'a suspended institution’s keys are suspended')
  await owner.client.institution.update({ where: { id: institutionId }, data: { status: 'active' } })
  await source.pass(carry)
  assert.equal(got.at(-1)?.credentials[0]?.status, 'ativa')
})

test('a commit is told at once, and a copy that is away gets everything when it is back', async () => {
  let away = true
  const carried: string[] = []
  let heard: () => void = () => {}
  const relay = startCredentialRelay(
    createPostgresCredentialSource(worker),
    async (credentials) => {
      if (away) throw new Error('the copy is away')
      for (const { id } of credentials) carried.push(id)
      if (credentials.length > 0) heard()
    },
    createLogger('test', 'silent'),
  )
  try {
    const call = adminOf(institutionId)
    const first = await keys.createKey(call, WANTED)
    const firstHeard = new Promise<void>((resolve) => {
      heard = resolve
    })
    away = false
    await firstHeard
    assert.ok(carried.includes(first.key.id))
    const secondHeard = new Promise<void>((resolve) => {
      heard = resolve
    })
    const second = await keys.createKey(call, WANTED)
    await secondHeard
    assert.ok(carried.includes(second.key.id))
  } finally {
    await relay.close()
  }
})

test('the carrier sees no more than a copy needs, and changes no key', async () => {
  for (const sql of [
    'SELECT name FROM public.access_key',
    "UPDATE public.access_key SET status = 'ativa'",
    'INSERT INTO public.credential_outbox (access_key_id) VALUES (1)',
    'SELECT email FROM public.member',
  ]) {
    await assert.rejects(worker.pool.query(sql), /permission denied/)
  }
})
