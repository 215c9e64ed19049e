import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { HttpOutcome } from './http-client.ts'
import { readLookUp } from './look-up.ts'

const File = z.object({ nome: z.string() })
const ID = 'req_0000000000000000000001'

function read(status: number, body: string, headers: [string, string][] = []) {
  const outcome: HttpOutcome = {
    kind: 'answered',
    status,
    headers: new Map(headers),
    body: Buffer.from(body),
    tookMs: 7,
  }
  return readLookUp(outcome, File, ID)
}

const problem = (codigo: string) => JSON.stringify({ codigo, detail: 'x', title: 'x', status: 0, type: 'x' })

test('a file counts only if it has the shape that the system promises', () => {
  assert.deepEqual(read(200, '{"nome":"Ana"}'), { kind: 'found', file: { nome: 'Ana' }, tookMs: 7, requestId: ID })
  for (const body of ['{}', '<html>', '', 'null', '[]']) {
    const answer = read(200, body)
    assert.ok(answer.kind === 'unavailable')
    assert.equal(answer.reason, 'invalid_answer')
  }
})

test('a problem below 500 is a refusal with its code, fields and patience', () => {
  const answer = read(429, problem('limite_excedido'), [['retry-after', '3']])
  assert.ok(answer.kind === 'refused')
  assert.deepEqual([answer.code, answer.status, answer.retryAfterSeconds], ['limite_excedido', 429, 3])
})

test('a problem from 500 on is an outage, and says which', () => {
  const answer = read(503, problem('auditoria_indisponivel'), [['retry-after', '5']])
  assert.ok(answer.kind === 'unavailable')
  assert.deepEqual(
    [answer.reason, answer.code, answer.retryAfterSeconds],
    ['server_error', 'auditoria_indisponivel', 5],
  )
})

test('an error that is no problem of ours is an outage, whatever its status', () => {
  for (const [status, body] of [
    [404, '<html>not found</html>'],
    [403, problem('made_up')],
    [403, problem('constructor')],
    [500, ''],
    [302, ''],
  ] as const) {
    assert.equal(read(status, body).kind, 'unavailable')
  }
})

test('a call without an answer keeps its reason', () => {
  const answer = readLookUp({ kind: 'failed', reason: 'timeout', tookMs: 2_000 }, File, ID)
  assert.ok(answer.kind === 'unavailable')
  assert.deepEqual([answer.reason, answer.code, answer.tookMs], ['timeout', null, 2_000])
})
