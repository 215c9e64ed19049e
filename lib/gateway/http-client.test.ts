import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { serveLocally } from '#lib/testing/local-server.ts'
import { createHttpClient, type HttpClient, jsonOf, type OutboundObservation } from './http-client.ts'

function clientOf(t: TestContext, url: string, options: { timeoutMs?: number; maxAnswerBytes?: number } = {}) {
  const seen: OutboundObservation[] = []
  const client: HttpClient = createHttpClient({
    dependency: 'sistema3',
    url,
    timeoutMs: 2_000,
    observe: (call) => seen.push(call),
    ...options,
  })
  t.after(() => client.close())
  return { client, seen }
}

describe('an outbound call', () => {
  test('carries method, path, query, headers and body as they are, and brings the answer back', async (t) => {
    const { url } = await serveLocally(t, (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.writeHead(403, { 'X-Twice': ['a', 'b'] })
        response.end(
          JSON.stringify({
            method: request.method,
            url: request.url,
            finalidade: request.headers.finalidade,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      })
    })
    const { client, seen } = clientOf(t, url)
    const outcome = await client.send({
      method: 'POST',
      path: '/v1/sistema3/a%20b?x=%2F&x=1',
      headers: { finalidade: 'analise_de_credito' },
      body: '{"cpf":"x"}',
    })
    assert.equal(outcome.kind, 'answered')
    assert.ok(outcome.kind === 'answered')
    assert.equal(outcome.status, 403)
    assert.equal(outcome.headers.get('x-twice'), 'a, b')
    assert.deepEqual(jsonOf(outcome.body), {
      method: 'POST',
      url: '/v1/sistema3/a%20b?x=%2F&x=1',
      finalidade: 'analise_de_credito',
      body: '{"cpf":"x"}',
    })
    assert.deepEqual(
      seen.map(({ outcome: kind, status }) => [kind, status]),
      [['answered', 403]],
    )
  })

  test('keeps its connections for the next calls', async (t) => {
    const ports = new Set<number | undefined>()
    const { url } = await serveLocally(t, (request, response) => {
      ports.add(request.socket.remotePort)
      response.end('{}')
    })
    const { client } = clientOf(t, url)
    for (let i = 0; i < 20; i += 1) await client.send({ method: 'GET', path: '/' })
    // A second may open while the first is still being put back.
    assert.ok(ports.size <= 2, `${ports.size} connections for 20 calls in a row`)
  })

  test('ends at its deadline, whether nothing comes or the body never ends', async (t) => {
    const { url } = await serveLocally(t, (request, response) => {
      if (request.url === '/half') response.write('{')
    })
    const { client } = clientOf(t, url, { timeoutMs: 60 })
    for (const path of ['/never', '/half']) {
      const outcome = await client.send({ method: 'GET', path })
      assert.ok(outcome.kind === 'failed')
      assert.equal(outcome.reason, 'timeout')
    }
  })

  test('is dropped when the caller gives up, before or during it', async (t) => {
    const arrived = Promise.withResolvers<void>()
    const { url } = await serveLocally(t, () => arrived.resolve())
    const { client } = clientOf(t, url)
    const controller = new AbortController()
    const pending = client.send({ method: 'GET', path: '/', signal: controller.signal })
    await arrived.promise
    controller.abort()
    const during = await pending
    const before = await client.send({ method: 'GET', path: '/', signal: AbortSignal.abort() })
    for (const outcome of [during, before]) {
      assert.ok(outcome.kind === 'failed')
      assert.equal(outcome.reason, 'aborted')
    }
  })

  test('refuses an answer over its cap', async (t) => {
    const { url } = await serveLocally(t, (_request, response) => response.end('x'.repeat(10_000)))
    const { client } = clientOf(t, url, { maxAnswerBytes: 1_000 })
    const outcome = await client.send({ method: 'GET', path: '/' })
    assert.ok(outcome.kind === 'failed')
    assert.equal(outcome.reason, 'answer_too_large')
  })

  test('is made once: a connection that breaks is a failure, not a second attempt', async (t) => {
    let attempts = 0
    const { url } = await serveLocally(t, (request) => {
      attempts += 1
      request.socket.destroy()
    })
    const { client, seen } = clientOf(t, url)
    const outcome = await client.send({ method: 'POST', path: '/', body: '{}' })
    assert.ok(outcome.kind === 'failed')
    assert.equal(outcome.reason, 'unreachable')
    assert.equal(attempts, 1)
    assert.equal(seen[0]?.outcome, 'unreachable')
  })

  test('says unreachable where nobody listens', async (t) => {
    const { server, url } = await serveLocally(t, () => {})
    server.close()
    await once(server, 'close')
    const outcome = await clientOf(t, url).client.send({ method: 'GET', path: '/' })
    assert.ok(outcome.kind === 'failed')
    assert.equal(outcome.reason, 'unreachable')
  })
})

test('a body that is no JSON is undefined', () => {
  assert.equal(jsonOf(Buffer.from('<html>')), undefined)
  assert.deepEqual(jsonOf(Buffer.from('[1]')), [1])
})

describe('the breaker of an operation', () => {
  const GET = { method: 'GET', path: '/v1/sistema3/x' }

  test('answers at once, with how long to wait, after twenty answers of which half were 503; others go on', async (t) => {
    let calls = 0
    const { url } = await serveLocally(t, (request, response) => {
      if (request.url === GET.path) calls += 1
      response.writeHead(request.url === GET.path ? 503 : 200).end('{}')
    })
    const { client, seen } = clientOf(t, url)
    for (let i = 0; i < 21; i += 1) await client.send(GET)
    assert.equal(calls, 20)
    const refused = await client.send(GET)
    assert.deepEqual(refused, { kind: 'failed', reason: 'circuit_open', tookMs: 0, retryAfterSeconds: 5 })
    assert.equal(seen.at(-1)?.outcome, 'circuit_open')
    assert.equal((await client.send({ method: 'GET', path: '/v1/consentimentos' })).kind, 'answered')
  })

  test('is opened by no refusal and by no 500: whoever finds an input that breaks us shuts out nobody', async (t) => {
    let status = 401
    const { url } = await serveLocally(t, (_request, response) => response.writeHead(status).end('{}'))
    const { client } = clientOf(t, url)
    for (status of [400, 401, 403, 429, 500]) for (let i = 0; i < 25; i += 1) await client.send(GET)
    assert.equal((await client.send(GET)).kind, 'answered')
  })

  test('counts a deadline of the caller’s that passed, and not a wish that was withdrawn', async (t) => {
    const { url } = await serveLocally(t, () => {})
    const { client } = clientOf(t, url)
    const withdrawn = await Promise.all(
      Array.from({ length: 25 }, () => client.send({ ...GET, signal: AbortSignal.abort() })),
    )
    assert.ok(withdrawn.every((outcome) => outcome.kind === 'failed' && outcome.reason === 'aborted'))
    await Promise.all(Array.from({ length: 20 }, () => client.send({ ...GET, signal: AbortSignal.timeout(20) })))
    const refused = await client.send(GET)
    assert.ok(refused.kind === 'failed' && refused.reason === 'circuit_open')
  })

  test('has room for so many calls at once, and refuses the next', async (t) => {
    const { url } = await serveLocally(t, (_request, response) => setImmediate(() => response.end('{}')))
    const { client } = clientOf(t, url)
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => client.send(GET)))
    const full = outcomes.filter((outcome) => outcome.kind === 'failed' && outcome.reason === 'bulkhead_full')
    assert.equal(full.length, 8)
  })
})
