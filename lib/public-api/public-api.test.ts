import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { describe, test } from 'node:test'
import type { HttpCall, HttpClient, HttpOutcome, StatusGateway } from '#lib/gateway/index.ts'
import { MAX_BODY_BYTES } from '#lib/http/read-body.ts'
import { closedKeysDoors } from '#lib/keys/test-bench.ts'
import { closedTasks } from '#lib/tasks/test-bench.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { createPublicApi } from './public-api.ts'

const ORIGIN = 'http://localhost:3000'
const SECRET = `crs_live_${'A'.repeat(49)}`
const CPF = '52998224725'

type Answer = Partial<Extract<HttpOutcome, { kind: 'answered' }>> | Extract<HttpOutcome, { kind: 'failed' }>

function setUp(answer: Answer = {}) {
  const calls: (HttpCall & { dependency: string })[] = []
  const lines: string[] = []
  const client = (dependency: HttpClient['dependency']): HttpClient => ({
    dependency,
    async send(call) {
      calls.push({ ...call, dependency })
      if (answer.kind === 'failed') return answer
      const headers = new Map([['content-type', 'application/json; charset=utf-8']])
      return { kind: 'answered', status: 200, headers, body: Buffer.from('{"cpf":"x"}'), tookMs: 1, ...answer }
    },
    async close() {},
  })
  const up = { ready: true, tookMs: 1 }
  const status: StatusGateway = {
    probe: async () => ({ sistema1: { ready: false, tookMs: 1 }, sistema2: up, sistema3: up, auth: up }),
  }
  const log = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const api = createPublicApi({
    keys: closedKeysDoors(),
    tasks: closedTasks(),
    logger: createLogger('test', 'info', log),
    metrics: createMetrics('test'),
    docsUrl: `${ORIGIN}/documentacao/erros`,
    publicUrl: ORIGIN,
    systems: { sistema1: client('sistema1'), sistema2: client('sistema2'), sistema3: client('sistema3') },
    auth: client('auth'),
    keyTokens: { tokenFor: async () => ({ kind: 'unavailable' }), forget() {} },
    status,
  })
  return {
    calls,
    lines,
    ask: (path: string, init?: RequestInit) => api.fetch(new Request(ORIGIN + path, init), { peer: '203.0.113.7' }),
  }
}

async function codeOf(response: Response | Promise<Response>): Promise<[number, string]> {
  const answered = await response
  const body = (await answered.json()) as { codigo: string }
  return [answered.status, body.codigo]
}

describe('forwarding', () => {
  test('hands on method, path and query as they came, to the system that owns them', async () => {
    const { ask, calls } = setUp()
    await ask(`/v1/sistema1/${CPF}?situacao=vencida&limite=5&x=%2F%20`)
    await ask('/v1/sistema2/Jo%C3%A3o%20da%20Silva?por=nome', { method: 'HEAD' })
    await ask('/v1/sistema3/consultas', { method: 'POST', body: '{"cpf":"1"}' })
    assert.deepEqual(
      calls.map(({ dependency, method, path }) => [dependency, method, path]),
      [
        ['sistema1', 'GET', `/v1/sistema1/${CPF}?situacao=vencida&limite=5&x=%2F%20`],
        ['sistema2', 'HEAD', '/v1/sistema2/Jo%C3%A3o%20da%20Silva?por=nome'],
        ['sistema3', 'POST', '/v1/sistema3/consultas'],
      ],
    )
    assert.equal(String(calls[2]?.body), '{"cpf":"1"}')
  })

  test('passes on what a caller may say, and nothing that names another caller', async () => {
    const { ask, calls } = setUp()
    const said = {
      authorization: 'Basic eA==',
      finalidade: 'analise_de_credito',
      relacao: 'PROP-1',
      concessao: 'con_1',
      'idempotency-key': 'k',
      'accept-language': 'en',
      'content-type': 'application/json',
    }
    const forged = {
      'x-forwarded-for': '10.9.9.9',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '10.9.9.9',
      'x-request-id': 'req_0000000000000000000009',
      forwarded: 'for=10.9.9.9',
      membro: 'a.b.c',
      cookie: 'session=1',
      'x-crivo-peer': '10.9.9.9',
    }
    const response = await ask('/v1/sistema3/consultas', {
      method: 'POST',
      body: '{}',
      headers: { ...said, ...forged },
    })
    const { headers = {} } = calls[0] ?? {}
    for (const [name, value] of Object.entries(said)) assert.equal(headers[name], value)
    assert.equal(headers['x-forwarded-for'], '203.0.113.7')
    assert.match(headers['x-request-id'] ?? '', /^req_[0-9A-Za-z]{22}$/)
    assert.notEqual(headers['x-request-id'], forged['x-request-id'])
    assert.equal(headers['x-request-id'], response.headers.get('x-request-id'))
    assert.deepEqual(
      Object.keys(headers).filter((name) => name in forged && !['x-forwarded-for', 'x-request-id'].includes(name)),
      [],
    )
  })

  test('brings back status, body and the headers that are meant for the caller', async () => {
    const { ask } = setUp({
      status: 429,
      headers: new Map([
        ['content-type', 'application/problem+json; charset=utf-8'],
        ['retry-after', '1'],
        ['ratelimit', '"burst";r=0;t=1'],
        ['ratelimit-policy', '"burst";q=5;w=1'],
        ['cache-control', 'no-store'],
        ['server', 'secret-server/1.0'],
        ['set-cookie', 'a=b'],
      ]),
      body: Buffer.from('{"codigo":"limite_excedido"}'),
    })
    const response = await ask(`/v1/sistema3/${CPF}`)
    assert.deepEqual(await codeOf(response), [429, 'limite_excedido'])
    for (const name of ['retry-after', 'ratelimit', 'ratelimit-policy', 'cache-control']) {
      assert.ok(response.headers.has(name), name)
    }
    assert.ok(!response.headers.has('server') && !response.headers.has('set-cookie'))
  })

  test('a body over the limit is handed on cut just past it, for the system to refuse in its own order', async () => {
    const { ask, calls } = setUp()
    await ask('/v1/sistema1/consultas', { method: 'POST', body: 'x'.repeat(10 * 1_024 * 1_024) })
    assert.equal(calls[0]?.body?.length, MAX_BODY_BYTES + 1)
    await ask('/v1/sistema1/consultas', { method: 'POST', body: 'x'.repeat(MAX_BODY_BYTES) })
    assert.equal(calls[1]?.body?.length, MAX_BODY_BYTES)
  })

  test('an outage is 503 with Retry-After, whichever way the system failed', async () => {
    const failures: Answer[] = [
      { kind: 'failed', reason: 'timeout', tookMs: 1 },
      { kind: 'failed', reason: 'unreachable', tookMs: 1 },
      { kind: 'failed', reason: 'answer_too_large', tookMs: 1 },
      { status: 500, headers: new Map([['content-type', 'text/html']]), body: Buffer.from('<h1>') },
    ]
    for (const failure of failures) {
      const response = await setUp(failure).ask(`/v1/sistema1/${CPF}`)
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
      assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
      assert.deepEqual(await codeOf(response), [503, 'fonte_indisponivel'])
    }
  })
})

describe('paths and methods', () => {
  test('nothing but the known paths is handed on', async () => {
    const { ask, calls } = setUp()
    const unknown = [
      '/v1',
      '/v1/',
      '/v1/sistema4/1',
      '/v1/sistema1',
      '/v1/sistema1/',
      '/v1/sistema1/a/b',
      '/v1/sistema1/../../interno/resumo',
      '/v1/sistema1/%2e%2e/%2e%2e/interno/chaves',
      '/v1/interno/resumo',
      '/V1/saude',
      '/oauth/authorize',
      '/oauth/token/x',
      '/oauth/userinfo',
      '/interno/revogacoes',
      '/interno/consentimentos',
      '/v1/consentimentos/a/b',
      '/.well-known/openid-configuration',
    ]
    for (const path of unknown) assert.deepEqual(await codeOf(ask(path)), [404, 'rota_desconhecida'], path)
    assert.equal(calls.length, 0)
  })

  test('an encoded slash stays inside its segment', async () => {
    const { ask, calls } = setUp()
    await ask('/v1/sistema1/..%2F..%2Finterno%2Fchaves')
    assert.equal(calls[0]?.path, '/v1/sistema1/..%2F..%2Finterno%2Fchaves')
  })

  test('a known path answers other methods with 405 and Allow', async () => {
    const { ask, calls } = setUp()
    for (const [method, path, allow] of [
      ['POST', '/v1/saude', 'GET, HEAD, OPTIONS'],
      ['DELETE', `/v1/sistema1/${CPF}`, 'GET, HEAD, OPTIONS'],
      ['POST', `/v1/sistema3/${CPF}`, 'GET, HEAD, OPTIONS'],
      ['GET', '/v1/sistema2/consultas', 'POST, OPTIONS'],
      ['PUT', '/v1/consentimentos', 'GET, HEAD, POST, OPTIONS'],
      ['POST', '/v1/consentimentos/cst_x', 'GET, HEAD, DELETE, OPTIONS'],
      ['PATCH', '/v1/sistema2/consultas', 'POST, OPTIONS'],
      ['PROPFIND', '/v1/sistema2/consultas', 'POST, OPTIONS'],
    ] as const) {
      const response = await ask(path, { method })
      assert.equal(response.headers.get('allow'), allow)
      assert.deepEqual(await codeOf(response), [405, 'metodo_nao_permitido'])
    }
    assert.equal(calls.length, 0)
  })

  test('OPTIONS names the methods and opens nothing to other origins', async () => {
    const { ask } = setUp()
    const response = await ask('/v1/sistema3/consultas', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    assert.equal(response.status, 204)
    assert.equal(response.headers.get('allow'), 'POST, OPTIONS')
    assert.deepEqual(
      [...response.headers.keys()].filter((name) => name.startsWith('access-control-')),
      [],
    )
  })

  test('health names the systems that answer, and no more', async () => {
    const response = await setUp().ask('/v1/saude')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual(await response.json(), {
      situacao: 'parcial',
      sistemas: { sistema1: 'indisponivel', sistema2: 'disponivel', sistema3: 'disponivel' },
    })
  })
})

describe('the authorization server’s paths', () => {
  test('exactly its public ones are handed on, with the peer’s address', async () => {
    const { ask, calls } = setUp()
    const paths = [
      '/oauth/token',
      '/oauth/introspect',
      '/oauth/revoke',
      '/.well-known/oauth-authorization-server',
      '/.well-known/jwks.json',
    ]
    for (const path of paths)
      await ask(path, { method: 'POST', body: 'grant_type=x', headers: { origin: 'https://a' } })
    assert.deepEqual(
      calls.map(({ dependency, method, path }) => [dependency, method, path]),
      paths.map((path) => ['auth', 'POST', path]),
    )
    assert.equal(calls[0]?.headers?.['x-forwarded-for'], '203.0.113.7')
    assert.equal('origin' in (calls[0]?.headers ?? {}), false)
  })

  test('what is refused here is told as OAuth’s clients expect it', async () => {
    const inUrl = await setUp().ask(`/oauth/token?client_secret=${SECRET}`, { method: 'POST' })
    assert.deepEqual([inUrl.status, ((await inUrl.json()) as { error: string }).error], [400, 'invalid_request'])
    const away = await setUp({ kind: 'failed', reason: 'unreachable', tookMs: 1 }).ask('/oauth/token', {
      method: 'POST',
      body: 'x=1',
    })
    const body = (await away.json()) as { error: string }
    assert.deepEqual([away.status, body.error], [503, 'temporarily_unavailable'])
    assert.ok(away.headers.get('retry-after'))
    assert.equal(away.headers.get('cache-control'), 'no-store')
  })
})

describe('secrets', () => {
  test('one in the URL is refused before anything else, on known and unknown paths', async () => {
    const { ask, calls, lines } = setUp()
    const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.c`
    for (const path of [
      `/v1/sistema3/${SECRET}`,
      `/v1/sistema3/${CPF}?chave=${SECRET}`,
      `/v1/sistema3/${CPF}?chave=${encodeURIComponent(SECRET).replaceAll('_', '%5F')}`,
      `/v1/sistema1/${CPF}?access_token=${token}`,
      `/v1/unknown?x=${SECRET}`,
    ]) {
      assert.deepEqual(await codeOf(ask(path)), [400, 'credencial_em_lugar_inseguro'], path)
    }
    assert.equal(calls.length, 0)
    assert.ok(!lines.join('').includes('AAAA'))
  })

  test('a log line holds the route pattern, never the path or the query', async () => {
    const { ask, lines } = setUp()
    await ask(`/v1/sistema1/${CPF}?nome=Maria`)
    await ask('/v1/nothing/4111111111111111')
    const log = lines.join('')
    assert.ok(log.includes('/v1/sistema1/:alvo'))
    for (const secret of [CPF, 'Maria', '4111111111111111']) assert.ok(!log.includes(secret), secret)
  })
})
