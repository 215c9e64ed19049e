import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { MovementFileSchema } from '#lib/systems/movements/schemas.ts'
import { type Ask, ask, askRaw, expectFile, expectProblem, keys, people, statusOfRaw } from './client.ts'

// The same app behind app/v1/[[...route]]/route.ts: only what Next itself could change is tried again here.
let child: ChildProcess
let origin: string
const askNext = (path: string, options?: Ask) => ask(path, options, origin)

before(async () => {
  child = fork(join(import.meta.dirname, 'next-alone.ts'), { env: { ...process.env, NODE_ENV: 'production' } })
  const [message] = await once(child, 'message')
  origin = `http://127.0.0.1:${message.port}`
})
after(() => child.kill())

test('a file comes through by path and by body, with its headers', async () => {
  for (const answer of [
    await askNext(`/v1/sistema3/${people.plain}`, { key: keys.complete }),
    await askNext('/v1/sistema3/consultas', { key: keys.complete, json: { cpf: people.plain } }),
  ]) {
    MovementFileSchema.parse(expectFile(answer))
    assert.ok(answer.headers['ratelimit-policy'])
  }
})

test('refusals are the same problem documents', async () => {
  expectProblem(await askNext('/v1/sistema1/52998224725', { key: keys.complete }), 401, 'credencial_invalida')
  expectProblem(await askNext('/v1/sistema3/123', { key: keys.complete }), 400, 'cpf_tamanho')
  expectProblem(await askNext('/v1/unknown'), 404, 'rota_desconhecida')
  expectProblem(await askNext('/v1'), 404, 'rota_desconhecida')
  expectProblem(await askNext(`/v1/unknown?x=${keys.complete.secret}`), 400, 'credencial_em_lugar_inseguro')
  const escaped = `/v1/sistema3/${encodeURIComponent('../../interno/x')}`
  expectProblem(await askNext(escaped, { key: keys.complete }), 400, 'cpf_formato')
})

test('bodies are read by the app, not by Next', async () => {
  const post = (options: Ask) => askNext('/v1/sistema3/consultas', { key: keys.complete, ...options })
  const json = { 'content-type': 'application/json' }
  expectProblem(await post({ body: '{"cpf":', headers: json }), 400, 'requisicao_invalida')
  expectProblem(await post({ body: Buffer.from([0x22, 0xff, 0x22]), headers: json }), 400, 'requisicao_invalida')
  expectProblem(await post({ body: 'x'.repeat(200_000), headers: json }), 413, 'corpo_grande')
  expectProblem(await post({ json: { cpf: { $ne: null } } }), 400, 'requisicao_invalida')
  expectProblem(await post({ body: 'cpf=1' }), 415, 'tipo_de_conteudo')
})

test('every verb that Next knows reaches the app; others never answer with data', async () => {
  for (const method of ['PUT', 'PATCH', 'DELETE', 'POST'] as const) {
    const answer = await askNext(`/v1/sistema3/${people.plain}`, { method, key: keys.complete })
    expectProblem(answer, 405, 'metodo_nao_permitido')
    assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
  }
  const options = await askNext('/v1/sistema3/consultas', { method: 'OPTIONS' })
  assert.deepEqual([options.status, options.headers.allow], [204, 'POST, OPTIONS'])
  for (const verb of ['PROPFIND', 'TRACE', 'QUERY', 'PURGE']) {
    const raw = await askRaw(`${verb} /v1/saude HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, origin)
    assert.ok(statusOfRaw(raw) >= 400, `${verb}: ${raw.slice(0, 40)}`)
    assert.ok(!raw.includes('"situacao"'))
  }
})

test('the peer is unknown here, and a claimed one never counts', async () => {
  const headers = {
    'x-forwarded-for': '203.0.113.99',
    'x-crivo-peer': 'token 203.0.113.99',
    'x-real-ip': '203.0.113.99',
  }
  expectFile(await askNext(`/v1/sistema3/${people.indebted}`, { key: keys.complete, headers }))
  const file = MovementFileSchema.parse(
    expectFile(await askNext(`/v1/sistema3/${people.indebted}`, { key: keys.complete })),
  )
  assert.equal(file.ultima_consulta?.ip, '0.0.0.0')
})
