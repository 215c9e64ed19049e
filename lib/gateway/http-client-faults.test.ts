import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { type Fault, startFaultProxy } from '#lib/testing/fault-proxy.ts'
import { serveLocally } from '#lib/testing/local-server.ts'
import { createBreakers } from './breakers.ts'
import { createHttpClient, type FailureReason } from './http-client.ts'

const CALL = { method: 'POST', path: '/interno/resumo', body: '{}' }

async function setUp(t: TestContext, timeoutMs: number) {
  let arrived = 0
  const { url } = await serveLocally(t, (_request, response) => {
    arrived += 1
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ situacao: 'permitido', quantidade: 0, enchimento: 'x'.repeat(4_000) }))
  })
  const proxy = await startFaultProxy({ port: Number(new URL(url).port) })
  const clock = new FakeClock()
  const breakers = createBreakers({ clock, monotonicMs: () => clock.now().getTime() })
  const client = createHttpClient({ dependency: 'sistema1', url: proxy.url, timeoutMs, breakers })
  t.after(async () => {
    await client.close()
    await proxy.close()
  })
  const state = () => breakers.snapshots()[0]?.state
  return { proxy, client, clock, state, arrived: () => arrived }
}

const FAULTS: readonly (readonly [Exclude<Fault, 'none'>, FailureReason])[] = [
  ['silent', 'timeout'],
  ['half_open', 'timeout'],
  ['reset', 'unreachable'],
  ['cut', 'unreachable'],
]

for (const [fault, reason] of FAULTS) {
  test(`a path that is ${fault}: no answer is made of it, the breaker opens, and closes after it has healed`, async (t) => {
    // Where nothing ever comes the deadline has to; elsewhere it must not come first, however busy the machine.
    const { proxy, client, clock, state, arrived } = await setUp(t, reason === 'timeout' ? 150 : 10_000)
    assert.equal((await client.send(CALL)).kind, 'answered')
    proxy.set(fault)
    const outcomes = await Promise.all(Array.from({ length: 25 }, () => client.send(CALL)))
    for (const outcome of outcomes)
      assert.ok(outcome.kind === 'failed' && outcome.reason === reason, JSON.stringify(outcome))
    assert.equal(state(), 'open')

    const before = arrived()
    const refused = await client.send(CALL)
    assert.ok(refused.kind === 'failed' && refused.reason === 'circuit_open')
    assert.equal(arrived(), before)

    clock.advance({ seconds: 5 })
    await client.send(CALL)
    assert.equal(state(), 'open')
    proxy.set('none')
    clock.advance({ seconds: 5 })
    assert.equal((await client.send(CALL)).kind, 'answered')
    assert.equal(state(), 'closed')
  })
}
