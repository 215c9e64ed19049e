import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { drain } from '../drain.ts'
import { problemOf, setUp, statusOf } from './outer-listener-test-bench.ts'
import { createPeerSeal, PEER_HEADER, UNKNOWN_PEER } from './peer-seal.ts'
import { createPeerRule } from './transport-rules.ts'

describe('limits of transport', () => {
  test('a URI over 8 KiB is 414, whether the parser still takes it or not', async (t) => {
    const { ask, pages } = await setUp(t)
    for (const size of [8 * 1_024, 20 * 1_024, 60 * 1_024]) {
      assert.equal(problemOf(await ask(`/${'a'.repeat(size)}`)).status, 414)
    }
    assert.equal(statusOf(await ask(`/${'a'.repeat(8 * 1_024 - 1)}`)), 200)
    assert.equal(pages.length, 1)
  })

  test('headers over 16 KiB are 431, as one header or as many', async (t) => {
    const { ask } = await setUp(t)
    const many = Array.from({ length: 400 }, (_, i) => `X-Filler-${i}: ${'a'.repeat(60)}`)
    for (const headers of [[`X-Big: ${'a'.repeat(16 * 1_024)}`], [`X-Big: ${'a'.repeat(60 * 1_024)}`], many]) {
      assert.equal(problemOf(await ask('/', headers)).status, 431)
    }
    assert.equal(statusOf(await ask('/', [`X-Big: ${'a'.repeat(15 * 1_024)}`])), 200)
  })

  test('two Host, Content-Length or Transfer-Encoding headers are 400', async (t) => {
    const { ask, raw, pages } = await setUp(t)
    for (const headers of [
      ['Host: crivo.example'],
      ['host: evil.example'],
      ['Content-Length: 1', 'Content-Length: 2'],
      ['Content-Length: 1', 'Content-Length: 1'],
      ['Content-Length: 1', 'Transfer-Encoding: chunked'],
    ]) {
      assert.equal(problemOf(await ask('/', headers, 'crivo.example', 'POST')).status, 400, headers.join())
    }
    assert.equal(problemOf(await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).status, 400)
    assert.equal(pages.length, 0)
  })

  test('what is no HTTP gets a problem document and no echo', async (t) => {
    const { raw } = await setUp(t)
    for (const message of [
      'hello 4111111111111111\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET /\u0000 HTTP/1.1\r\n\r\n',
    ]) {
      const answer = await raw(message)
      assert.equal(problemOf(answer).status, 400)
      assert.ok(!answer.includes('4111'))
    }
  })

  test('a request that is not complete in time is closed: headers that trickle, a body that never ends', async (t) => {
    const { raw, api } = await setUp(t, { timeoutMs: 200 })
    const started = performance.now()
    const slowHeaders = await raw('GET / HTTP/1.1\r\nHost: crivo.example\r\nX-Slow: ')
    assert.equal(problemOf(slowHeaders).status, 408)
    const slowBody = await raw('POST /v1/x HTTP/1.1\r\nHost: crivo.example\r\nContent-Length: 10\r\n\r\nabc')
    assert.ok(slowBody === '' || statusOf(slowBody) >= 400)
    assert.ok(performance.now() - started < 3_000)
    assert.equal(api.length, 0)
  })
})

describe('names and protocols', () => {
  test('a Host that is not ours is 421; ours is the public one and, on loopback, the machine', async (t) => {
    const { ask } = await setUp(t)
    for (const host of [
      'evil.example',
      'crivo.example.evil.example',
      'crivo.example:8080',
      'localhost',
      'localhost:1',
    ]) {
      assert.equal(problemOf(await ask('/', [], host)).status, 421, host)
    }
    for (const host of ['crivo.example', 'CRIVO.example:443', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
      assert.equal(statusOf(await ask('/', [], host)), 200, host)
    }
  })

  test('an absolute target is read like its origin form, if it names the same host', async (t) => {
    const { ask, api } = await setUp(t)
    assert.equal(statusOf(await ask('http://crivo.example/v1/saude')), 200)
    assert.equal(api[0]?.path, '/v1/saude')
    assert.equal(problemOf(await ask('http://evil.example/v1/saude')).status, 400)
    assert.equal(problemOf(await ask('*', [], 'crivo.example', 'OPTIONS')).status, 400)
  })

  test('Upgrade is refused on the API and means nothing to pages', async (t) => {
    const { ask, pages, api } = await setUp(t)
    const upgrade = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: eA==',
      'Sec-WebSocket-Version: 13',
    ]
    for (const path of ['/v1/saude', '/v1', '/oauth/token', '/x/../v1/saude']) {
      assert.equal(problemOf(await ask(path, upgrade)).status, 400, path)
    }
    assert.equal(api.length, 0)
    assert.equal(statusOf(await ask('/', ['Upgrade: h2c'])), 200)
    assert.equal(pages[0]?.upgrade, undefined)
  })

  test('answers carry HSTS where the public address is https, and are not sniffed', async (t) => {
    const { ask } = await setUp(t)
    for (const answer of [await ask('/'), await ask('/v1/saude')]) {
      assert.match(answer, /strict-transport-security: max-age=/i)
      assert.match(answer, /x-content-type-options: nosniff/i)
    }
  })
})

describe('who the peer is', () => {
  const FORGED = [
    'X-Forwarded-For: 10.9.9.9',
    'X-Forwarded-Host: evil.example',
    'X-Forwarded-Proto: http',
    'Forwarded: for=10.9.9.9',
    'X-Real-IP: 10.9.9.9',
    'X-Request-Id: req_0000000000000000000009',
    'X-Crivo-Peer: token 10.9.9.9',
    'X-Middleware-Subrequest: middleware',
    'X-Nonce: abc',
  ]

  test('is the socket, whatever the request says; pages get that, and nothing forged', async (t) => {
    const { ask, pages, api, peerSeal } = await setUp(t)
    await ask('/v1/saude', FORGED)
    await ask('/', FORGED)
    assert.equal(api[0]?.peer, '127.0.0.1')
    const [headers = {}] = pages
    assert.equal(headers['x-forwarded-for'], '127.0.0.1')
    assert.equal(headers['x-forwarded-proto'], 'https')
    assert.match(String(headers['x-request-id']), /^req_(?!0{21}9)[0-9A-Za-z]{22}$/)
    assert.equal(peerSeal.open(new Headers([[PEER_HEADER, String(headers[PEER_HEADER])]])), '127.0.0.1')
    for (const name of ['x-forwarded-host', 'forwarded', 'x-real-ip', 'x-middleware-subrequest', 'x-nonce']) {
      assert.equal(headers[name], undefined, name)
    }
  })

  test('is what a trusted proxy says, the last address that is not a proxy', async (t) => {
    const { ask, api } = await setUp(t, { trusted: ['127.0.0.1', '10.0.0.0/8'] })
    await ask('/v1/saude', ['X-Forwarded-For: 198.51.100.1, 203.0.113.9, 10.0.0.3'])
    assert.equal(api[0]?.peer, '203.0.113.9')
  })

  test('must be this machine or a trusted proxy: passwords and keys never come by plain HTTP from elsewhere', async (t) => {
    const admitsPeer = createPeerRule(createTrustedProxies(['10.0.0.0/8']))
    for (const address of ['127.0.0.1', '::1', '10.1.2.3']) assert.ok(admitsPeer(address), address)
    for (const address of ['203.0.113.9', '192.168.0.1', '0.0.0.0', '2001:db8::1'])
      assert.ok(!admitsPeer(address), address)

    const { ask, pages, api, lines } = await setUp(t, { admitsPeer: () => false })
    for (const path of ['/', '/entrar', '/v1/saude', '/oauth/token']) {
      const answer = await ask(path, ['X-Forwarded-For: 127.0.0.1', 'X-Forwarded-Proto: https'])
      assert.equal(problemOf(answer).status, 403, path)
    }
    assert.deepEqual([pages, api], [[], []])
    assert.equal(JSON.parse(lines[0] ?? '').refusal, 'direct_peer')
    assert.equal(statusOf(await ask('/health/live')), 200, 'probes come from anywhere')
  })

  test('is unknown to a handler that another listener called', () => {
    const seal = createPeerSeal()
    for (const value of ['', '203.0.113.9', 'token 203.0.113.9', createPeerSeal().seal('203.0.113.9')]) {
      assert.equal(seal.open(new Headers([[PEER_HEADER, value]])), UNKNOWN_PEER)
    }
    assert.equal(seal.open(new Headers()), UNKNOWN_PEER)
  })
})

describe('the log', () => {
  test('has one line per page, by pattern; not the path, the query or a header', async (t) => {
    const { ask, lines } = await setUp(t)
    await ask('/consultas/pes_abc?cpf=52998224725', ['Authorization: Basic c2VjcmV0'])
    await ask('/52998224725')
    const answered = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'request.answered')
    assert.deepEqual(
      answered.map(({ route, status, peer }) => [route, status, peer]),
      [
        ['/consultas/[pessoa]', 200, '127.0.0.1'],
        ['(unmatched)', 200, '127.0.0.1'],
      ],
    )
    for (const secret of ['52998224725', 'pes_abc', 'c2VjcmV0']) assert.ok(!lines.join('').includes(secret), secret)
  })
})

describe('health and closing', () => {
  test('live and ready differ, answer by any name, and leave no line', async (t) => {
    const { ask, lines } = await setUp(t, { ready: () => Promise.reject(new Error('down')) })
    assert.equal(statusOf(await ask('/health/live', [], '10.0.0.5')), 200)
    assert.equal(statusOf(await ask('/health/ready', [], '10.0.0.5')), 503)
    assert.equal(statusOf(await ask('/health/live', [], '10.0.0.5', 'POST')), 405)
    assert.deepEqual(lines, [])
  })

  test('draining finishes what is under way and refuses what is new', async (t) => {
    const { server, port } = await setUp(t)
    const gate = Promise.withResolvers<void>()
    server.prependListener('request', () => gate.resolve())
    const socket = connect(port, '127.0.0.1')
    socket.write('POST /v1/x HTTP/1.1\r\nHost: crivo.example\r\nContent-Length: 3\r\n\r\nab')
    await gate.promise
    const drained = drain(server)
    await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'))
    socket.write('c')
    assert.equal(statusOf(await text(socket)), 200)
    await drained
  })
})
