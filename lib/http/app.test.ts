import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { createHttpApp, methodNotAllowed } from './app.ts'
import { createTrustedProxies } from './peer-address.ts'
import type { Problem } from './problem.ts'

const REQUEST_ID = `req_${'x'.repeat(22)}`

function createProbe() {
  const lines: Record<string, unknown>[] = []
  const logger = createLogger('probe', 'info', { write: (line: string) => void lines.push(JSON.parse(line)) })
  const app = createHttpApp({
    logger,
    metrics: createMetrics('probe'),
    docsUrl: 'https://crivo.example/documentacao/erros',
    proxies: createTrustedProxies(['127.0.0.1']),
    challenge: 'Bearer realm="crivo"',
  })
  app.get('/pessoas/:cpf', (c) => c.json({ peer: c.get('peer') }))
  app.all('/pessoas/:cpf', methodNotAllowed(['GET']))
  app.get('/falha', () => {
    throw new Error('duplicate key value violates "pessoa_cpf_key" 99900000005')
  })
  app.get('/sem-credencial', () => {
    throw new AppError('credencial_invalida', { reason: 'no header' })
  })
  return {
    lines,
    get: (path: string, init: RequestInit = {}, peer = '203.0.113.9') =>
      app.fetch(new Request(`http://x${path}`, init), { peer }),
  }
}

test('an answer and its log line carry the same request id, and the line the route pattern, never the path', async () => {
  const { get, lines } = createProbe()
  const response = await get('/pessoas/99900000005')
  const id = response.headers.get('x-request-id')
  assert.match(id ?? '', /^req_[0-9A-Za-z]{22}$/)
  assert.equal(lines[0]?.requestId, id)
  assert.equal(lines[0]?.route, '/pessoas/:cpf')
  assert.doesNotMatch(JSON.stringify(lines), /99900000005/)
})

test('an unknown failure answers with the request id only, and its log holds no driver message', async () => {
  const { get, lines } = createProbe()
  const response = await get('/falha')
  const problem = (await response.json()) as Problem
  assert.equal(response.status, 500)
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  assert.equal(problem.codigo, 'erro_interno')
  assert.equal(problem.requisicao, response.headers.get('x-request-id'))
  assert.doesNotMatch(JSON.stringify(problem) + JSON.stringify(lines), /duplicate key|99900000005/)
})

test('401 carries the challenge, 405 the methods, 404 the code; words follow Accept-Language', async () => {
  const { get } = createProbe()
  assert.equal((await get('/sem-credencial')).headers.get('www-authenticate'), 'Bearer realm="crivo"')
  const wrongMethod = await get('/pessoas/1', { method: 'DELETE' })
  assert.equal(wrongMethod.status, 405)
  assert.equal(wrongMethod.headers.get('allow'), 'GET')
  const missing = await get('/nada', { headers: { 'accept-language': 'fr, en;q=0.8' } })
  assert.equal(missing.status, 404)
  assert.deepEqual(((await missing.json()) as Problem).title, 'Unknown route')
})

test('forwarded addresses and request ids count only from a trusted proxy', async () => {
  const { get } = createProbe()
  const headers = { 'x-forwarded-for': '198.51.100.7', 'x-request-id': REQUEST_ID }
  const stranger = await get('/pessoas/1', { headers })
  assert.deepEqual(await stranger.json(), { peer: '203.0.113.9' })
  assert.notEqual(stranger.headers.get('x-request-id'), REQUEST_ID)
  const proxied = await get('/pessoas/1', { headers }, '127.0.0.1')
  assert.deepEqual(await proxied.json(), { peer: '198.51.100.7' })
  assert.equal(proxied.headers.get('x-request-id'), REQUEST_ID)
  const hostile = await get('/pessoas/1', { headers: { 'x-request-id': 'req_<script>' } }, '127.0.0.1')
  assert.doesNotMatch(hostile.headers.get('x-request-id') ?? '', /script/)
})
