import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAccessKey } from '#lib/access/access-key.ts'
import { formatBasic } from '#lib/access/basic.ts'
import { createKeyTokens, type HttpCall, type HttpClient, type HttpOutcome } from '#lib/gateway/index.ts'
import { closedKeysDoors } from '#lib/keys/test-bench.ts'
import { closedTasks } from '#lib/tasks/test-bench.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createPublicApi } from './public-api.ts'

const ORIGIN = 'http://localhost:3000'
const KEY = createAccessKey('live')
const BASIC = formatBasic(KEY.id, KEY.secret)

function answered(status: number, body: unknown, headers: Record<string, string> = {}): HttpOutcome {
  const all = new Map(Object.entries({ 'content-type': 'application/json', ...headers }))
  return { kind: 'answered', status, headers: all, body: Buffer.from(JSON.stringify(body)), tookMs: 1 }
}

/** The public API over an authorization server and a sistema1 that answer as told, the last answer for good. */
function setUp(answers: { auth?: HttpOutcome[]; sistema1?: HttpOutcome[] } = {}) {
  const calls: (HttpCall & { dependency: string })[] = []
  let issued = 0
  const issue = () =>
    answered(200, { access_token: `token-${++issued}`, token_type: 'Bearer', expires_in: 300, scope: 'x' })
  const client = (dependency: HttpClient['dependency'], queue: HttpOutcome[], otherwise: () => HttpOutcome) =>
    ({
      dependency,
      async send(call) {
        calls.push({ ...call, dependency })
        return queue.shift() ?? otherwise()
      },
      async close() {},
    }) satisfies HttpClient
  const clock = new FakeClock('2026-07-01T12:00:00Z')
  const auth = client('auth', answers.auth ?? [], issue)
  const sistema1 = client('sistema1', answers.sistema1 ?? [], () => answered(200, { id: 'con_1' }))
  const api = createPublicApi({
    keys: closedKeysDoors(),
    tasks: closedTasks(),
    logger: createLogger('test', 'silent'),
    metrics: createMetrics('test'),
    docsUrl: `${ORIGIN}/documentacao/erros`,
    publicUrl: ORIGIN,
    systems: { sistema1, sistema2: sistema1, sistema3: sistema1 },
    auth,
    keyTokens: createKeyTokens(auth, clock),
    status: { probe: () => Promise.reject(new Error('not asked here')) },
  })
  return {
    calls,
    clock,
    to: (dependency: string) => calls.filter((call) => call.dependency === dependency),
    async ask(path: string, init: RequestInit & { authorization?: string } = {}, peer = '203.0.113.7') {
      const { authorization = BASIC, headers, ...rest } = init
      const request = new Request(ORIGIN + path, { ...rest, headers: { authorization, ...headers } })
      const response = await api.fetch(request, { peer })
      const body = (await response.json()) as { codigo?: string }
      return { status: response.status, headers: response.headers, codigo: body.codigo }
    },
  }
}

const PROBLEM = { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer realm="crivo"' }
const denied = () => answered(401, { codigo: 'credencial_invalida' }, PROBLEM)
const BOTH = 'Basic realm="crivo", Bearer realm="crivo"'

describe('a key by Basic at a door that takes tokens', () => {
  test('is exchanged for a token, which is handed on with the request; the secret is not', async () => {
    const { ask, to } = setUp()
    const init = { method: 'POST', body: '{"cpf":"1"}', headers: { relacao: 'PROP-1' } }
    assert.equal((await ask('/v1/concessoes', init)).status, 200)
    const [exchange] = to('auth')
    assert.deepEqual([exchange?.path, exchange?.headers?.authorization], ['/oauth/token', BASIC])
    assert.equal(exchange?.headers?.['x-forwarded-for'], '203.0.113.7')
    assert.deepEqual(Object.fromEntries(new URLSearchParams(String(exchange?.body))), {
      grant_type: 'client_credentials',
      resource: 'urn:crivo:crivo',
    })
    const [handed] = to('sistema1')
    assert.deepEqual([handed?.method, handed?.path, String(handed?.body)], ['POST', '/v1/concessoes', '{"cpf":"1"}'])
    assert.deepEqual([handed?.headers?.authorization, handed?.headers?.relacao], ['Bearer token-1', 'PROP-1'])
  })

  test('is asked for once, until shortly before the token’s end; another secret or address for itself', async () => {
    const { ask, to, clock } = setUp()
    for (let n = 0; n < 3; n += 1) await ask('/v1/concessoes')
    assert.equal(to('auth').length, 1)
    clock.advance({ seconds: 269 })
    await ask('/v1/concessoes')
    assert.equal(to('auth').length, 1)
    clock.advance({ seconds: 2 })
    await ask('/v1/concessoes')
    assert.equal(to('auth').length, 2)
    const wrong = `${KEY.secret.slice(0, -1)}${KEY.secret.endsWith('x') ? 'y' : 'x'}`
    await ask('/v1/concessoes', { authorization: formatBasic(KEY.id, wrong) })
    await ask('/v1/concessoes', {}, '203.0.113.8')
    assert.equal(to('auth').length, 4)
  })

  test('is judged by the authorization server alone, in the words of the API', async () => {
    const rows: [HttpOutcome, number, string][] = [
      [answered(401, { error: 'invalid_client' }), 401, 'credencial_invalida'],
      [answered(400, { error: 'unauthorized_client' }), 403, 'ip_nao_permitido'],
      [answered(400, { error: 'invalid_scope' }), 403, 'escopo_insuficiente'],
      [answered(429, { error: 'slow_down' }, { 'retry-after': '17' }), 429, 'limite_excedido'],
      [answered(503, { error: 'temporarily_unavailable' }), 503, 'fonte_indisponivel'],
      [answered(200, { access_token: 'x', token_type: 'mac', expires_in: 300 }), 503, 'fonte_indisponivel'],
      [{ kind: 'failed', reason: 'timeout', tookMs: 2_000 }, 503, 'fonte_indisponivel'],
    ]
    for (const [outcome, status, codigo] of rows) {
      const { ask, to } = setUp({ auth: [outcome] })
      const answer = await ask('/v1/concessoes')
      assert.deepEqual([answer.status, answer.codigo], [status, codigo])
      assert.equal(answer.headers.get('www-authenticate'), status === 401 ? BOTH : null)
      if (status === 429) assert.equal(answer.headers.get('retry-after'), '17')
      assert.equal(to('sistema1').length, 0)
      // No refusal is kept.
      assert.equal((await ask('/v1/concessoes')).status, 200)
    }
  })

  test('without any scope there hears of a card number in the URL first', async () => {
    const { ask } = setUp({ auth: [answered(400, { error: 'invalid_scope' })] })
    assert.equal((await ask('/v1/concessoes?limite=4111111111111111')).codigo, 'cartao_em_lugar_inseguro')
  })

  test('that is no key’s never gets as far as the authorization server', async () => {
    const { ask, calls } = setUp()
    for (const authorization of [formatBasic('portal', 'x'.repeat(40)), 'Basic =', 'Basic ', 'basic eA==']) {
      const answer = await ask('/v1/concessoes', { authorization })
      assert.deepEqual([answer.status, answer.codigo], [401, 'credencial_invalida'], authorization)
    }
    assert.equal(calls.length, 0)
  })
})

describe('a token that sistema1 refuses', () => {
  test('is dropped and, where it was a kept one, exchanged anew once', async () => {
    const { ask, to } = setUp({ sistema1: [answered(200, {}), denied(), answered(201, { id: 'con_2' })] })
    await ask('/v1/concessoes')
    const again = await ask('/v1/concessoes', { method: 'POST', body: '{}' })
    assert.equal(again.status, 201)
    assert.deepEqual(
      to('sistema1').map(({ headers, body }) => [headers?.authorization, body && String(body)]),
      [
        ['Bearer token-1', undefined],
        ['Bearer token-1', '{}'],
        ['Bearer token-2', '{}'],
      ],
    )
  })

  test('although new is the key’s refusal, and none is kept', async () => {
    const { ask, to } = setUp({ sistema1: [answered(401, { codigo: 'token_expirado' }, PROBLEM), denied()] })
    for (let n = 0; n < 2; n += 1) {
      const answer = await ask('/v1/concessoes')
      assert.deepEqual([answer.status, answer.codigo], [401, 'credencial_invalida'])
      assert.equal(answer.headers.get('www-authenticate'), BOTH)
    }
    assert.deepEqual([to('auth').length, to('sistema1').length], [2, 2])
  })

  test('presented as such keeps its code, with both ways to sign in named', async () => {
    const { ask, to } = setUp({ sistema1: [answered(401, { codigo: 'token_expirado' }, PROBLEM)] })
    const answer = await ask('/v1/concessoes', { authorization: 'Bearer a.b.c' })
    assert.deepEqual([answer.status, answer.codigo], [401, 'token_expirado'])
    assert.equal(answer.headers.get('www-authenticate'), BOTH)
    assert.deepEqual([to('auth').length, to('sistema1')[0]?.headers?.authorization], [0, 'Bearer a.b.c'])
  })
})

test('what was made says where it is', async () => {
  const { ask } = setUp({ sistema1: [answered(201, { id: 'con_1' }, { location: '/v1/concessoes/con_1' })] })
  const { headers } = await ask('/v1/concessoes', { method: 'POST', body: '{}' })
  assert.equal(headers.get('location'), '/v1/concessoes/con_1')
})

test('debts of sources go to sistema1, in batches of up to 1 MiB', async () => {
  const { ask, to } = setUp()
  await ask('/v1/fontes/dividas', { method: 'POST', body: 'x'.repeat(1_000_000) })
  const [handed] = to('sistema1')
  assert.deepEqual([handed?.path, handed?.body?.length], ['/v1/fontes/dividas', 1_000_000])
  assert.equal(handed?.headers?.authorization, 'Bearer token-1')
})

test('other methods are named, and deciding on grants is none of these paths', async () => {
  const { ask, calls } = setUp()
  const put = await ask('/v1/concessoes', { method: 'PUT' })
  assert.deepEqual([put.status, put.headers.get('allow')], [405, 'GET, HEAD, POST, OPTIONS'])
  const posted = await ask('/v1/concessoes/con_1', { method: 'POST' })
  assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET, HEAD, DELETE, OPTIONS'])
  for (const act of ['aprovar', 'recusar']) {
    const answer = await ask(`/v1/concessoes/con_1/${act}`, { method: 'POST' })
    assert.deepEqual([answer.status, answer.codigo], [404, 'rota_desconhecida'])
  }
  assert.equal(calls.length, 0)
})
