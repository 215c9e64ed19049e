import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { formatBasic } from '#lib/access/basic.ts'
import { readDemo, stateFolder } from '../fixtures/instance.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { ask, askRaw, expectFile, keys, origin, people, statusOfRaw } from './client.ts'

const { host } = new URL(origin)
const rawGet = (target: string, headers: string[] = [], verb = 'GET') =>
  askRaw([`${verb} ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n'))

const isProblem = (answer: string) => /^content-type: application\/problem\+json/im.test(answer)

describe('limits', () => {
  test('a URI over 8 KiB is 414, headers over 16 KiB are 431', async () => {
    for (const [answer, status] of [
      [await rawGet(`/v1/sistema3/${'1'.repeat(9_000)}`), 414],
      [await rawGet(`/consultas?x=${'1'.repeat(40_000)}`), 414],
      [await rawGet('/v1/saude', [`X-Big: ${'a'.repeat(17_000)}`]), 431],
      [await rawGet('/', [`Cookie: ${'a'.repeat(17_000)}`]), 431],
    ] as const) {
      assert.equal(statusOfRaw(answer), status)
      assert.ok(isProblem(answer))
    }
  })

  test('two Host or Content-Length headers are 400; a foreign Host is 421', async () => {
    assert.equal(statusOfRaw(await rawGet('/v1/saude', ['Host: evil.example'])), 400)
    assert.equal(statusOfRaw(await rawGet('/v1/saude', ['Content-Length: 0', 'Content-Length: 5'], 'POST')), 400)
    const smuggled = ['Content-Length: 5', 'Transfer-Encoding: chunked']
    assert.equal(statusOfRaw(await rawGet('/v1/saude', smuggled, 'POST')), 400)
    for (const path of ['/v1/saude', '/', '/entrar']) {
      const answer = await askRaw(`GET ${path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)
      assert.equal(statusOfRaw(answer), 421)
    }
  })

  test('a slow client is cut: trickling headers, a body that never ends', async () => {
    const started = performance.now()
    const answers = await Promise.all([
      askRaw(`GET /v1/saude HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `),
      askRaw(
        [
          'POST /v1/sistema3/consultas HTTP/1.1',
          `Host: ${host}`,
          `Authorization: ${formatBasic(keys.complete.id, keys.complete.secret)}`,
          'Content-Type: application/json',
          'Content-Length: 100',
          '',
          '{"cpf":',
        ].join('\r\n'),
      ),
    ])
    assert.ok(performance.now() - started < 17_500, 'longer than the 15 s of the contract')
    for (const answer of answers) assert.ok(answer === '' || statusOfRaw(answer) >= 400, answer.slice(0, 60))
  })

  test('Upgrade is refused on the API', async () => {
    for (const path of ['/v1/saude', `/v1/sistema3/${people.plain}`, '/oauth/token']) {
      const answer = await rawGet(path, ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'])
      assert.equal(statusOfRaw(answer), 400)
    }
  })

  test('a caller who leaves in the middle of a body harms nobody', async () => {
    for (let i = 0; i < 20; i += 1) {
      const controller = new AbortController()
      const call = fetch(`${origin}/v1/sistema3/consultas`, {
        method: 'POST',
        signal: controller.signal,
        duplex: 'half',
        body: new ReadableStream({
          start: (stream) => {
            stream.enqueue(new Uint8Array(1_000))
            queueMicrotask(() => controller.abort())
          },
        }),
      } as RequestInit)
      await assert.rejects(call)
    }
    expectFile(await ask(`/v1/sistema3/${people.plain}`, { key: keys.complete }))
  })
})

describe('health, metrics and the log', () => {
  test('the public listener tells whether it lives and is ready, and which systems answer', async () => {
    assert.deepEqual((await ask('/health/live')).json, { situacao: 'ok' })
    assert.deepEqual((await ask('/health/ready')).json, { situacao: 'ok' })
    assert.deepEqual((await ask('/v1/saude')).json, {
      situacao: 'disponivel',
      sistemas: { sistema1: 'disponivel', sistema2: 'disponivel', sistema3: 'disponivel' },
    })
  })

  test('metrics are on the admin listener only', async () => {
    const { admin_url } = readDemo()
    const metrics = await ask('/metrics', {}, admin_url)
    assert.equal(metrics.status, 200)
    assert.match(metrics.text, /crivo_http_requests_total\{.*route="\/v1\/sistema3\/:alvo"/)
    assert.notEqual((await ask('/metrics')).status, 200)
    assert.equal((await ask('/anything', {}, admin_url)).status, 404)
  })

  test('no CPF, card, name or secret of a call stands in any log or metric', async () => {
    const card = '4111111111111111'
    const { complete } = keys
    await ask(`/v1/sistema3/${people.plain}`, { key: complete })
    await ask(`/v1/sistema3/${card}`, { key: complete })
    await ask('/v1/sistema3/consultas', { key: complete, json: { cpf: people.indebted } })
    const answer = await ask(`/v1/sistema3/${people.plain}?nome=Zilda%20Fictícia`, { key: complete })
    const id = String(answer.headers['x-request-id'])
    const readLogs = () =>
      ['front', 'sistema1', 'sistema2', 'sistema3', 'auth']
        .map((name) => readFileSync(join(stateFolder, 'logs', `${name}.log`), 'utf8'))
        .join('\n')
    // Lines are written a moment after the answer; front and the service both log the request under its id.
    const logs = await waitUntil(`two lines of ${id}`, 3_000, () => {
      const text = readLogs()
      return text.split(id).length > 2 ? text : undefined
    })
    const metrics = (await ask('/metrics', {}, readDemo().admin_url)).text
    const secrets = [people.plain, people.indebted, card, 'Zilda', complete.secret]
    for (const secret of secrets) assert.ok(!logs.includes(secret) && !metrics.includes(secret), 'a log holds a value')
  })
})
