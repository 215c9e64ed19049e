import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HttpClient, HttpOutcome } from './http-client.ts'
import { repeating } from './repeating.ts'

const AWAY: HttpOutcome = { kind: 'failed', reason: 'unreachable', tookMs: 1 }
const GET = { method: 'GET', path: '/.well-known/jwks.json' }

function setUp(outcomes: (call: number) => HttpOutcome) {
  let calls = 0
  const delays: number[] = []
  const client: HttpClient = {
    dependency: 'auth',
    send: async () => outcomes(calls++),
    close: async () => {},
  }
  const repeater = repeating(client, {
    random: () => 0.5,
    wait: async (ms) => delays.push(ms),
  })
  return { repeater, delays, calls: () => calls }
}

test('a tenth of the calls may be repeats, however long a dependency is away', async () => {
  const { repeater, calls } = setUp(() => AWAY)
  for (let i = 0; i < 1_000; i += 1) await repeater.send(GET)
  assert.ok(calls() >= 1_095 && calls() <= 1_101, String(calls()))
})

test('waits a random share of a delay that doubles, and gives the first answer', async () => {
  const answer: HttpOutcome = { kind: 'answered', status: 200, headers: new Map(), body: Buffer.from('{}'), tookMs: 1 }
  const { repeater, delays, calls } = setUp((call) => (call < 12 || call > 13 ? answer : AWAY))
  for (let i = 0; i < 12; i += 1) await repeater.send(GET)
  assert.deepEqual(await repeater.send(GET), answer)
  assert.deepEqual(delays, [50, 100])
  assert.equal(calls(), 15)
})

test('repeats nothing but reads, and neither what a breaker refused nor what ran out of time', async () => {
  for (const reason of ['circuit_open', 'bulkhead_full', 'timeout', 'aborted'] as const) {
    const { repeater, calls } = setUp(() => ({ kind: 'failed', reason, tookMs: 1 }))
    await repeater.send(GET)
    assert.equal(calls(), 1)
  }
  const { repeater, calls } = setUp(() => AWAY)
  await repeater.send({ method: 'POST', path: '/v1/sistema2/consultas' })
  assert.equal(calls(), 1)
})
