import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseBasic } from '#lib/access/basic.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import type { HttpCall, HttpClient, HttpOutcome } from './http-client.ts'
import { createMemberTokens } from './member-tokens.ts'
import { createTokenExchange } from './token-exchange.ts'

const START = Date.parse('2026-07-01T12:00:00Z')

function answered(status: number, body: unknown): HttpOutcome {
  return { kind: 'answered', status, headers: new Map(), body: Buffer.from(JSON.stringify(body)), tookMs: 1 }
}

function setUp(answers: HttpOutcome[]) {
  let now = START
  const calls: HttpCall[] = []
  const auth: HttpClient = {
    dependency: 'auth',
    async send(call) {
      calls.push(call)
      const answer = answers.shift()
      assert.ok(answer, 'no more answers')
      return answer
    },
    async close() {},
  }
  const clock = { now: () => new Date(now) }
  const exchange = createTokenExchange({ auth, clientId: 'portal', clientSecret: new Redacted('s'.repeat(40)), clock })
  return {
    calls,
    exchange,
    tokens: createMemberTokens(exchange, clock),
    pass: (seconds: number) => {
      now += seconds * 1_000
    },
  }
}

const issued = (token: string, seconds = 300) =>
  answered(200, { access_token: token, token_type: 'Bearer', expires_in: seconds, scope: 'x' })

describe('the exchange', () => {
  test('asks as RFC 8693 says, with the client in the header and the session as subject', async () => {
    const { exchange, calls } = setUp([issued('a.b.c')])
    const outcome = await exchange({ token: 'ses_1', type: 'session' }, 'sistema2')
    assert.deepEqual(outcome, { kind: 'issued', token: 'a.b.c', expiresAt: new Date(START + 300_000) })
    const [call] = calls
    assert.equal(call?.path, '/oauth/token')
    assert.equal(parseBasic(call?.headers?.authorization)?.id, 'portal')
    assert.deepEqual(Object.fromEntries(new URLSearchParams(String(call?.body))), {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'ses_1',
      subject_token_type: 'urn:crivo:token-type:session',
      resource: 'urn:crivo:sistema2',
    })
  })

  test('takes only a bearer token of at most 300 seconds', async () => {
    for (const body of [
      { access_token: 'a', token_type: 'Bearer', expires_in: 301 },
      { access_token: 'a', token_type: 'mac', expires_in: 300 },
      { access_token: '', token_type: 'Bearer', expires_in: 300 },
      {},
    ]) {
      const { exchange } = setUp([answered(200, body)])
      assert.deepEqual(await exchange({ token: 's', type: 'session' }, 'sistema1'), { kind: 'unavailable' })
    }
  })

  test('tells a refusal of the subject from an outage and from a fault of our own set-up', async () => {
    const { exchange } = setUp([
      answered(400, { error: 'invalid_grant' }),
      answered(401, { error: 'invalid_client' }),
      answered(503, { error: 'temporarily_unavailable' }),
      { kind: 'failed', reason: 'timeout', tookMs: 2_000 },
    ])
    const kinds: string[] = []
    for (let i = 0; i < 4; i += 1) kinds.push((await exchange({ token: 's', type: 'session' }, 'sistema1')).kind)
    assert.deepEqual(kinds, ['refused', 'unavailable', 'unavailable', 'unavailable'])
  })
})

describe('member tokens', () => {
  const session = randomId('session')

  test('one per session and audience, until 30 seconds before its end', async () => {
    const { tokens, calls, pass } = setUp([issued('one'), issued('other-audience'), issued('two')])
    assert.deepEqual(await tokens.tokenFor(session, 'sistema1'), { kind: 'issued', token: 'one' })
    assert.deepEqual(await tokens.tokenFor(session, 'sistema1'), { kind: 'issued', token: 'one' })
    assert.deepEqual(await tokens.tokenFor(session, 'sistema2'), { kind: 'issued', token: 'other-audience' })
    pass(270)
    assert.deepEqual(await tokens.tokenFor(session, 'sistema1'), { kind: 'issued', token: 'two' })
    assert.equal(calls.length, 3)
  })

  test('forgotten on sign-out, and only that session', async () => {
    const other = randomId('session')
    const { tokens, calls } = setUp([issued('a'), issued('b'), issued('c')])
    await tokens.tokenFor(session, 'sistema1')
    await tokens.tokenFor(other, 'sistema1')
    tokens.forget(session)
    assert.deepEqual(await tokens.tokenFor(other, 'sistema1'), { kind: 'issued', token: 'b' })
    assert.deepEqual(await tokens.tokenFor(session, 'sistema1'), { kind: 'issued', token: 'c' })
    assert.equal(calls.length, 3)
  })

  test('a refusal is told to all who wait, and asked anew next time', async () => {
    const { tokens } = setUp([
      answered(400, { error: 'invalid_grant' }),
      answered(400, { error: 'invalid_scope' }),
      issued('back'),
    ])
    const waiting = await Promise.all([tokens.tokenFor(session, 'sistema1'), tokens.tokenFor(session, 'sistema1')])
    const over = { kind: 'refused', code: 'credencial_invalida' } as const
    assert.deepEqual(waiting, [over, over])
    assert.deepEqual(await tokens.tokenFor(session, 'sistema1'), { kind: 'refused', code: 'escopo_insuficiente' })
    assert.deepEqual(await tokens.tokenFor(session, 'sistema1'), { kind: 'issued', token: 'back' })
  })
})
