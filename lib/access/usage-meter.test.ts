import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import type { HttpEnv } from '#lib/http/app.ts'
import { createHttpApp } from '#lib/http/app.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { type Actor, PURPOSES } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createAccessKey } from './access-key.ts'
import type { CountedEnv } from './counted-calls.ts'
import { createRateLimiter } from './rate-limit.ts'
import { createUsageMeter, UsageBatch, type UsageCall } from './usage-meter.ts'
import { countUsage, USAGE_PATH, usageRoutes, workerOnly } from './usage-routes.ts'

const institutionId = randomId('institution')
const rights = { permissions: new Set<never>(), purposes: PURPOSES }
const { id } = createAccessKey('live')
const key: Actor = { kind: 'key', id, institutionId, label: id, ...rights }
const member: Actor = {
  kind: 'member',
  id: randomId('member'),
  institutionId,
  sessionId: randomId('session'),
  label: 'ana@aurora.example',
  ...rights,
}
const aCall: UsageCall = { system: 'sistema2', purpose: 'venda_a_prazo', status: 200, ms: 7, people: 0 }

test('calls are added up by secret, system, purpose and day of São Paulo; members stand together, without people', () => {
  const clock = new FakeClock('2026-07-01T02:59:00.000Z')
  const meter = createUsageMeter(clock)
  const old = { actor: key, secret: 'old1' }
  for (const status of [200, 404, 429, 503]) meter.count(old, { ...aCall, status, people: 3 })
  meter.count({ actor: key, secret: 'new1' }, { ...aCall, ms: 60_000 })
  clock.advance({ minutes: 2 })
  meter.count(old, aCall)
  meter.count({ actor: member, secret: null }, { ...aCall, people: 9 })
  const { itens } = UsageBatch.parse(meter.batchAfter(null))
  assert.deepEqual(
    itens.map(({ chave, segredo, dia, chamadas, pessoas }) => [chave, segredo, dia, chamadas, pessoas]),
    [
      [id, 'old1', '2026-06-30', 4, 3],
      [id, 'new1', '2026-06-30', 1, 0],
      [id, 'old1', '2026-07-01', 1, 0],
      ['', '', '2026-07-01', 1, 0],
    ],
  )
  const [first, second] = itens
  assert.deepEqual([first?.recusadas, first?.limitadas, first?.falhas], [1, 1, 1])
  assert.equal(first?.latencia[1], 4)
  assert.equal(second?.latencia.at(-1), 1)
  assert.ok(!JSON.stringify(itens).includes('ana@'))
})

test('a batch is given again until its number comes back; another process’s number takes nothing', () => {
  const meter = createUsageMeter(new FakeClock())
  meter.count({ actor: key, secret: null }, aCall)
  const first = meter.batchAfter(null)
  meter.count({ actor: key, secret: null }, aCall)
  assert.equal(meter.batchAfter(null), first)
  assert.equal(meter.batchAfter({ process: '0'.repeat(22), number: first.lote }), first)
  const second = meter.batchAfter({ process: first.processo, number: first.lote })
  assert.deepEqual([second.lote, second.itens.length, second.itens[0]?.chamadas], [first.lote + 1, 1, 1])
  assert.equal(meter.batchAfter({ process: first.processo, number: first.lote }), second)
})

test('series past the most are counted as lost', () => {
  const meter = createUsageMeter(new FakeClock())
  for (let index = 0; index <= 10_000; index += 1) meter.count({ actor: key, secret: String(index % 1e4) }, aCall)
  for (const secret of ['x', 'y']) meter.count({ actor: key, secret }, aCall)
  const { itens, perdidas } = meter.batchAfter(null)
  assert.deepEqual([itens.length, itens[0]?.chamadas, perdidas], [10_000, 2, 2])
})

test('what a known caller asks under /v1 is counted, however it ends; only the worker takes it', async () => {
  const clock = new FakeClock()
  const meter = createUsageMeter(clock)
  const secret = new Redacted('usage-secret-of-tests-'.repeat(2))
  const app = createHttpApp({
    logger: createLogger('test', 'fatal'),
    metrics: createMetrics('test'),
    docsUrl: 'https://crivo.example/erros',
    proxies: createTrustedProxies([]),
    challenge: 'Bearer',
  })
  app.use(countUsage(meter, createRateLimiter(clock)))
  const routes = new Hono<CountedEnv>()
  routes.get('/:what', (c) => {
    const what = c.req.param('what')
    if (what !== 'stranger') c.set('usageSubject', { actor: key, secret: null })
    if (what === 'limited') throw new AppError('limite_excedido', { retryAfterSeconds: 1 })
    return c.text('ok')
  })
  app.route('/v1/sistema3', routes)
  app.route('/v1/chaves', routes)
  app.route('/interno/outro', routes)
  app.route(USAGE_PATH, usageRoutes(meter, workerOnly(secret)))
  const ask = (path: string, headers: Record<string, string> = {}) =>
    app.fetch(new Request(`http://x${path}`, { headers }), { peer: '203.0.113.1' } satisfies HttpEnv['Bindings'])
  await ask('/v1/sistema3/mine', { finalidade: 'risco_financeiro' })
  assert.equal((await ask('/v1/sistema3/limited', { finalidade: 'nenhuma' })).status, 429)
  for (const path of ['/v1/chaves/mine', '/v1/sistema3/stranger', '/interno/outro/mine', '/v1/none']) await ask(path)

  const authorization = `Basic ${btoa(`worker:${secret.reveal()}`)}`
  for (const wrong of [undefined, `Basic ${btoa('worker:x')}`, `Basic ${btoa(`sistema2:${secret.reveal()}`)}`]) {
    assert.equal((await ask(USAGE_PATH, wrong === undefined ? {} : { authorization: wrong })).status, 401)
  }
  assert.equal((await ask(`${USAGE_PATH}?lote=-1`, { authorization })).status, 400)
  const batch = UsageBatch.parse(await (await ask(USAGE_PATH, { authorization })).json())
  assert.deepEqual(
    batch.itens.map(({ sistema, finalidade, limitadas }) => [sistema, finalidade, limitadas]),
    [
      ['sistema3', 'risco_financeiro', 0],
      ['sistema3', PURPOSES[0], 1],
      ['crivo', PURPOSES[0], 0],
    ],
  )
})
