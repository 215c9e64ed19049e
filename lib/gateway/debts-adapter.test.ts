import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { parseBearer } from '#lib/access/basic.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type CivilDate, systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { serveLocally } from '#lib/testing/local-server.ts'
import { createDebtsAdapter } from './debts-adapter.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void

const serve = async (t: TestContext, answer: Answer) =>
  (await serveLocally(t, async (request, response) => answer(request, response, await text(request)))).url

const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

const PERMITTED = {
  situacao: 'permitido',
  instantaneo: 'res_1',
  quantidade: 2,
  total: '1234.50',
  maior: '700.00',
  mais_antiga: '2024-03-10',
  ultima_baixa: null,
  atualizado_em: '2026-07-01T12:00:00.000Z',
}

const CALL: Call = {
  requestId: randomId('request'),
  actor: {
    kind: 'key',
    id: 'crk_live_0000000000000000000001' as never,
    institutionId: randomId('institution'),
    label: 'crk_live_0000000000000000000001',
    permissions: new Set(),
    purposes: ['analise_de_credito'],
  },
  ip: '203.0.113.7',
  purpose: 'risco_financeiro',
  relationship: 'PROP-1',
  grantId: null,
}

async function setUp(t: TestContext, options: { auth?: Answer; sistema1?: Answer } = {}) {
  const exchanges: URLSearchParams[] = []
  const questions: { headers: IncomingMessage['headers']; body: unknown }[] = []
  const authUrl = await serve(t, (request, response, body) => {
    exchanges.push(new URLSearchParams(body))
    if (options.auth) return options.auth(request, response, body)
    json(response, 200, { access_token: `t${exchanges.length}`, token_type: 'Bearer', expires_in: 300 })
  })
  const sistema1Url = await serve(t, (request, response, body) => {
    questions.push({ headers: request.headers, body: JSON.parse(body) })
    if (options.sistema1) return options.sistema1(request, response, body)
    json(response, 200, PERMITTED)
  })
  const adapter = createDebtsAdapter({
    sistema1: { url: sistema1Url, tls: { ca: '', cert: '', key: new Redacted('') } },
    auth: { url: authUrl, clientId: 'sistema2', clientSecret: new Redacted('s'.repeat(40)) },
    clock: systemClock,
  })
  t.after(() => adapter.close())
  const ask = (bearer = 'subject-token', signal = AbortSignal.timeout(2_000)) =>
    adapter.forToken(bearer).summarize({ cpf: '99900000005', call: CALL, signal })
  const port = adapter.forToken('subject-token')
  const asking = { call: CALL, signal: AbortSignal.timeout(2_000) }
  return { ask, port, asking, exchanges, questions }
}

test('asks Base A with a token of the asker, and for whom, from where and why', async (t) => {
  const { ask, exchanges, questions } = await setUp(t)
  assert.deepEqual(await ask(), {
    kind: 'permitted',
    summary: {
      snapshotId: 'res_1',
      count: 2,
      totalCents: 123_450,
      largestCents: 70_000,
      oldestDueOn: '2024-03-10',
      lastRemovedOn: null,
      updatedAt: new Date('2026-07-01T12:00:00.000Z'),
    },
  })
  assert.deepEqual(Object.fromEntries(exchanges[0] ?? []), {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: 'subject-token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    resource: 'urn:crivo:sistema1',
    scope: 'sistema1:resumo',
  })
  const [question] = questions
  assert.deepEqual(question?.body, { cpf: '99900000005' })
  assert.equal(parseBearer(question?.headers.authorization), 't1')
  assert.equal(question?.headers['x-forwarded-for'], '203.0.113.7')
  assert.equal(question?.headers['x-request-id'], CALL.requestId)
  assert.equal(question?.headers.finalidade, 'risco_financeiro')
  assert.equal(question?.headers.relacao, 'PROP-1')
})

test('exchanges once for one subject token, and never lends it to another', async (t) => {
  const { ask, exchanges, questions } = await setUp(t)
  await Promise.all([ask(), ask()])
  await ask('another-token')
  assert.equal(exchanges.length, 2)
  assert.deepEqual(questions.map(({ headers }) => parseBearer(headers.authorization)).sort(), ['t1', 't1', 't2'])
})

test('asks Base A anew each time: a permit is not kept', async (t) => {
  let permitted = true
  const { ask } = await setUp(t, {
    sistema1: (_request, response) => json(response, 200, permitted ? PERMITTED : { situacao: 'negado' }),
  })
  assert.equal((await ask()).kind, 'permitted')
  permitted = false
  assert.deepEqual(await ask(), { kind: 'denied' })
})

test('a no is denied: by word, by 403, or by a scope that the subject lacks', async (t) => {
  const byStatus = await setUp(t, { sistema1: (_q, response) => json(response, 403, { codigo: 'concessao_negada' }) })
  assert.deepEqual(await byStatus.ask(), { kind: 'denied' })
  const byScope = await setUp(t, { auth: (_q, response) => json(response, 400, { error: 'invalid_scope' }) })
  assert.deepEqual(await byScope.ask(), { kind: 'denied' })
  assert.equal(byScope.questions.length, 0)
})

test('whatever is no clear answer is unavailable, never zero and never a permit', async (t) => {
  const odd: unknown[] = [
    {},
    { situacao: 'permitido' },
    { ...PERMITTED, quantidade: -1 },
    { ...PERMITTED, total: '-1.00' },
    { ...PERMITTED, total: 1_234.5 },
    { ...PERMITTED, mais_antiga: '2024-02-30' },
    { ...PERMITTED, situacao: 'talvez' },
  ]
  for (const body of odd) {
    const { ask } = await setUp(t, { sistema1: (_q, response) => json(response, 200, body) })
    assert.deepEqual(await ask(), { kind: 'unavailable' }, JSON.stringify(body))
  }
  for (const status of [204, 301, 400, 404, 429, 500, 503]) {
    const { ask } = await setUp(t, { sistema1: (_q, response) => json(response, status, PERMITTED) })
    assert.deepEqual(await ask(), { kind: 'unavailable' }, String(status))
  }
  const overSession = await setUp(t, { auth: (_q, response) => json(response, 400, { error: 'invalid_grant' }) })
  assert.deepEqual(await overSession.ask(), { kind: 'unavailable' })
})

test('a token that Base A refuses is dropped, and the answer is unavailable', async (t) => {
  const { ask, exchanges } = await setUp(t, {
    sistema1: (request, response) =>
      parseBearer(request.headers.authorization) === 't1' ? json(response, 401, {}) : json(response, 200, PERMITTED),
  })
  assert.deepEqual(await ask(), { kind: 'unavailable' })
  assert.equal((await ask()).kind, 'permitted')
  assert.equal(exchanges.length, 2)
})

test('keeps to the deadline of the question, in the exchange as in the asking', async (t) => {
  const hanging: Answer = () => {}
  for (const options of [{ auth: hanging }, { sistema1: hanging }]) {
    const { ask } = await setUp(t, options)
    const started = performance.now()
    assert.deepEqual(await ask('subject-token', AbortSignal.timeout(80)), { kind: 'unavailable' })
    assert.ok(performance.now() - started < 1_000)
  }
})

const { situacao: _, ...SUMS } = PERMITTED

test('many at once: one question, and an answer that leaves somebody out is no answer', async (t) => {
  let itens: object[] = [
    { cpf: '99900000005', ...SUMS },
    { cpf: '99900001826', ...SUMS, quantidade: 0, total: '0.00', maior: '0.00' },
  ]
  const { port, asking, questions } = await setUp(t, {
    sistema1: (_request, response) => json(response, 200, { situacao: 'permitido', itens }),
  })
  const cpfs = ['99900000005', '99900001826']
  const answer = await port.summarizeMany({ cpfs, ...asking })
  assert.ok(answer.kind === 'permitted')
  assert.deepEqual(
    [...answer.summaries].map(([cpf, { count }]) => [cpf, count]),
    [
      ['99900000005', 2],
      ['99900001826', 0],
    ],
  )
  assert.deepEqual(questions[0]?.body, { cpfs })
  itens = itens.slice(1)
  assert.deepEqual(await port.summarizeMany({ cpfs, ...asking }), { kind: 'unavailable' })
  itens = [{ cpf: '99900000005', ...SUMS, total: 'x' }]
  assert.deepEqual(await port.summarizeMany({ cpfs: ['99900000005'], ...asking }), { kind: 'unavailable' })
})

test('a ranking: the whole question goes over, the order comes back, and refusals are told apart', async (t) => {
  let answer: [number, object] = [
    200,
    { situacao: 'permitido', itens: [{ referencia: 'per_2', ...SUMS }], proximo: 'c2' },
  ]
  const { port, asking, questions } = await setUp(t, { sistema1: (_request, response) => json(response, ...answer) })
  // A day of the calendar.
  const born = { bornFrom: '1960-01-01' as CivilDate, bornTo: null }
  const question = { order: '-divida_total', uf: 'SP', ...born, limit: 5, cursor: 'c1', ...asking }
  const ranking = await port.rank(question)
  assert.partialDeepStrictEqual(ranking, { kind: 'permitted', next: 'c2', people: [{ reference: 'per_2' }] })
  const body = { ordem: '-divida_total', uf: 'SP', nascimento_de: '1960-01-01', limite: 5, cursor: 'c1' }
  assert.deepEqual(questions[0]?.body, body)
  const cases: [number, object, string][] = [
    [200, { situacao: 'negado' }, 'denied'],
    [403, { codigo: 'escopo_insuficiente' }, 'denied'],
    [400, { codigo: 'cursor_invalido' }, 'bad_cursor'],
    [400, { codigo: 'requisicao_invalida' }, 'unavailable'],
    [200, { situacao: 'permitido', itens: [{}], proximo: null }, 'unavailable'],
    [503, {}, 'unavailable'],
  ]
  for (const [status, given, expected] of cases) {
    answer = [status, given]
    assert.equal((await port.rank(question)).kind, expected)
  }
})

test('with sistema1 failing, its breaker opens: unavailable at once, never zero, and sistema1 is left alone', async (t) => {
  const { ask, questions } = await setUp(t, { sistema1: (_request, response) => json(response, 503, {}) })
  for (let i = 0; i < 25; i += 1) assert.deepEqual(await ask(), { kind: 'unavailable' })
  assert.equal(questions.length, 20)
})

test('a connection cut in the middle of an answer is unavailable', async (t) => {
  const { ask } = await setUp(t, {
    sistema1: (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 500 })
      response.write('{"situacao":"permitido","quantidade":0,')
      setImmediate(() => response.destroy())
    },
  })
  assert.deepEqual(await ask(), { kind: 'unavailable' })
})
