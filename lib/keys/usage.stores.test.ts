import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createUsageMeter, type UsageCall } from '#lib/access/usage-meter.ts'
import { createPortalClient, type PortalClient } from '#lib/datastores/portal-database.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { civilDateOf } from '#lib/kernel/clock.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createKeysBench, type KeysBench, WANTED } from './test-bench.ts'
import { createPostgresUsageSums } from './usage-sums.postgres.ts'

let bench: KeysBench
let worker: { client: PortalClient; close(): Promise<void> }

before(async () => {
  bench = await createKeysBench()
  const url = testServers().portal.role('portal_worker')
  worker = createPortalClient(url, { max: 2, applicationName: 'test', onIdleError: () => {} })
})
after(() => Promise.all([bench.close(), worker.close()]))

const aCall: UsageCall = { system: 'sistema2', purpose: 'analise_de_credito', status: 200, ms: 7, people: 0 }

test('both secrets of a rotating key show when they were last used, and the key shows the newer', async () => {
  const admin = bench.member()
  const { key } = await bench.services.createKey(admin, WANTED)
  assert.equal(key.lastUsedAt, null)
  assert.equal(key.secrets[0]?.lastUsedAt, null)
  await bench.services.rotateKey(admin, { id: key.id, sobreposicao_dias: 7 })
  const { actor } = bench.key(key.id)
  const [fresh, old] = (await bench.services.findKey(admin, { id: key.id })).key.secrets
  const meter = createUsageMeter(bench.clock)
  const sums = createPostgresUsageSums(worker.client)
  const used: Date[] = []
  for (const secret of [old, fresh]) {
    bench.clock.advance({ seconds: 10 })
    meter.count({ actor, secret: secret?.last4 ?? '' }, aCall)
    used.push(bench.clock.now())
  }
  await sums.add(meter.batchAfter(null), bench.clock.now())
  const { key: after } = await bench.services.findKey(admin, { id: key.id })
  assert.deepEqual(
    after.secrets.map(({ lastUsedAt }) => lastUsedAt),
    used.toReversed(),
  )
  assert.deepEqual(after.lastUsedAt, used[1])
  const { items } = await bench.services.listKeys(admin, {})
  assert.deepEqual(items.find(({ id }) => id === key.id)?.lastUsedAt, used[1])
})

test('a batch is added once, numbers of a day add up, and each institution sees its own', async () => {
  const admin = bench.member()
  const { key } = await bench.services.createKey(admin, { ...WANTED, escopos: ['conta:ler'] })
  const call = bench.key(key.id, ['conta:ler'])
  const meter = createUsageMeter(bench.clock)
  const sums = createPostgresUsageSums(worker.client)
  const subject = { actor: call.actor, secret: null }
  for (const status of [200, 403, 429, 500]) meter.count(subject, { ...aCall, status, people: 2 })
  const first = meter.batchAfter(null)
  await Promise.all([1, 2, 3].map(() => sums.add(first, bench.clock.now())))
  meter.count(subject, { ...aCall, people: 5 })
  await sums.add(meter.batchAfter({ process: first.processo, number: first.lote }), bench.clock.now())
  await sums.add(first, bench.clock.now())

  const { rows, names, to } = await bench.services.readUsage(admin, {})
  const own = rows.filter(({ keyId }) => keyId === key.id)
  assert.equal(own.length, 1)
  assert.deepEqual([own[0]?.calls, own[0]?.refused, own[0]?.limited, own[0]?.failed], [5, 1, 1, 1])
  assert.equal(own[0]?.latency[1], 5)
  assert.equal(own[0]?.day, civilDateOf(bench.clock.now()))
  assert.equal(to, own[0]?.day)
  assert.equal(names.get(key.id), WANTED.nome)
  const account = await bench.services.readAccount(call, {})
  assert.deepEqual(account.today, { calls: 4, people: 5 })
  assert.deepEqual([account.key.id, account.limits.callsPerDay], [key.id, 20_000])

  const stranger = bench.member('admin', await bench.addInstitution())
  assert.deepEqual((await bench.services.readUsage(stranger, {})).rows, [])
  await assert.rejects(worker.client.usageDay.findMany(), /permission denied/)
})

test('no permission, no account for members, no other number of days, no such key', async () => {
  const refused = (code: Parameters<typeof AppError.hasCode>[1]) => (error: unknown) => AppError.hasCode(error, code)
  const { key } = await bench.services.createKey(bench.member(), WANTED)
  await assert.rejects(bench.services.readUsage(bench.member('operator'), {}), refused('escopo_insuficiente'))
  await assert.rejects(bench.services.readUsage(bench.member(), { dias: 400 }), refused('requisicao_invalida'))
  await assert.rejects(bench.services.readAccount(bench.key(key.id), {}), refused('escopo_insuficiente'))
  await assert.rejects(bench.services.readAccount(bench.member(), {}), refused('escopo_insuficiente'))
  const nobody = bench.key(`crk_live_${'0'.repeat(22)}` as typeof key.id, ['conta:ler'])
  await assert.rejects(bench.services.readAccount(nobody, {}), refused('recurso_nao_encontrado'))
})
