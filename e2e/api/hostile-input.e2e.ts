import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Ask, ask, askRaw, expectFile, expectProblem, keys, origin, people, statusOfRaw } from './client.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const post = (options: Ask) => ask('/v1/sistema3/consultas', { key: keys.complete, ...options })
const get = (query: string) => ask(`/v1/sistema3/${people.plain}${query}`, { key: keys.complete })

describe('bodies', () => {
  test('operators and objects are no CPF', async () => {
    for (const cpf of [
      { $ne: null },
      { $gt: '' },
      { $regex: '.*' },
      { $where: 'sleep(1000)' },
      [people.plain],
      [{ $ne: 1 }],
      true,
      null,
      99_900_000_005,
      {},
      '',
    ]) {
      const answer = await post({ json: { cpf } })
      assert.equal(answer.status, 400, answer.text)
      assert.match(String((answer.json as { codigo?: string }).codigo), /^(requisicao_invalida|cpf_\w+)$/)
    }
  })

  test('unknown members are refused by name, whatever they would mean to a database or to JavaScript', async () => {
    for (const extra of ['$where', '$or', 'limit', '__proto__', 'constructor', 'prototype', 'finalidade', 'CPF']) {
      const body = `{"cpf":"${people.plain}",${JSON.stringify(extra)}:{"x":1}}`
      expectProblem(await post({ body, headers: JSON_TYPE }), 400, 'parametro_desconhecido')
    }
    const nested = `{"cpf":"${people.plain}","x":{"y":{"__proto__":{"admin":true}}}}`
    expectProblem(await post({ body: nested, headers: JSON_TYPE }), 400, 'parametro_desconhecido')
  })

  test('two ways of naming a person at once, or none, are refused', async () => {
    expectProblem(await post({ json: {} }), 400, 'requisicao_invalida')
    const both = await post({ json: { cpf: people.plain, cartao: people.card_token } })
    assert.equal(both.status, 400)
    for (const json of [[], 'x', 1, null, [{ cpf: people.plain }]]) {
      expectProblem(await post({ body: JSON.stringify(json), headers: JSON_TYPE }), 400, 'requisicao_invalida')
    }
  })

  test('what is no JSON, or no UTF-8, is refused without an echo', async () => {
    const bodies = [
      '{"cpf":',
      "{'cpf':'1'}",
      '{"cpf":"1"}}',
      'undefined',
      '\u0000',
      '\ufeff{"cpf":"52998224725"}',
      '',
      Buffer.from('{"cpf":"\xff\xfe"}', 'latin1'),
      Buffer.from([0xc0, 0xaf]),
      Buffer.from('{"cpf":"52998224725"}', 'utf16le'),
    ]
    for (const body of bodies) {
      const problem = expectProblem(await post({ body, headers: JSON_TYPE }), 400, 'requisicao_invalida')
      assert.ok(!JSON.stringify(problem).includes('52998224725'))
    }
  })

  test('depth and size are bounded', async () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    expectProblem(await post({ body: deep, headers: JSON_TYPE }), 400, 'requisicao_invalida')
    const brackets = '['.repeat(60_000)
    expectProblem(await post({ body: brackets, headers: JSON_TYPE }), 400, 'requisicao_invalida')
    const padded = JSON.stringify({ cpf: people.plain }).padEnd(64 * 1_024)
    expectFile(await post({ body: padded, headers: JSON_TYPE }))
    expectProblem(await post({ body: `${padded} `, headers: JSON_TYPE }), 413, 'corpo_grande')
  })

  test('ten megabytes are refused, after the credential', async () => {
    const body = Buffer.alloc(10 * 1_024 * 1_024, 0x20)
    expectProblem(await post({ body, headers: JSON_TYPE }), 413, 'corpo_grande')
    const anonymous = await ask('/v1/sistema3/consultas', { body, headers: JSON_TYPE })
    expectProblem(anonymous, 401, 'credencial_invalida')
    // The instance is none the worse for it.
    expectFile(await get(''))
  })

  test('only JSON in UTF-8, named once and not compressed, is read', async () => {
    const body = JSON.stringify({ cpf: people.plain })
    const types: (string | string[])[] = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=iso-8859-1',
      'application/jsonp',
      'application/merge-patch+json',
      ['application/json', 'application/json'],
    ]
    for (const type of types) {
      const answer = await post({ body, headers: { 'content-type': type } })
      expectProblem(answer, 415, 'tipo_de_conteudo')
    }
    expectProblem(await post({ body, headers: {} }), 415, 'tipo_de_conteudo')
    expectProblem(await post({ body, headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } }), 415, 'tipo_de_conteudo')
    expectFile(await post({ body, headers: { 'content-type': 'application/json; charset=utf-8' } }))
  })
})

describe('query strings', () => {
  test('a doubled parameter is a bad request, an unknown one is named', async () => {
    expectProblem(await get('?limite=1&limite=2'), 400, 'requisicao_invalida')
    expectProblem(await get('?limite=1&limite=1'), 400, 'requisicao_invalida')
    for (const query of ['?x=1', '?cpf[$ne]=1', '?limite[$gt]=1', '?__proto__[x]=1', '?constructor=1', '?toString=1']) {
      const problem = expectProblem(await get(query), 400, 'parametro_desconhecido')
      assert.ok((problem.campos ?? []).length > 0)
    }
  })

  test('numbers out of range and odd values are refused', async () => {
    for (const query of [
      '?limite=0',
      '?limite=101',
      '?limite=-1',
      '?limite=1e1',
      '?limite=',
      '?limite=abc',
      '?limite=%F0',
    ]) {
      expectProblem(await get(query), 400, 'requisicao_invalida')
    }
    expectProblem(await get('?cursor=abc'), 400, 'cursor_invalido')
  })

  test('broken percent-encoding in the path is refused', async () => {
    for (const path of ['%', '%zz', '%ff%fe', '%00', '..%00', '%252e%252e']) {
      const answer = await ask(`/v1/sistema3/${path}`, { key: keys.complete })
      assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    }
  })
})

describe('paths and verbs', () => {
  test('unknown paths are 404 whoever asks; nothing internal is reachable', async () => {
    for (const path of [
      '/v1',
      '/v1/',
      '/v1/sistema4/1',
      '/v1/sistema1/a/b',
      '/v1/interno/resumo',
      '/v1//saude',
      '/V1/SAUDE',
      '/oauth/authorize',
      '/.well-known/openid-configuration',
    ]) {
      expectProblem(await ask(path, { key: keys.complete }), 404, 'rota_desconhecida')
    }
  })

  test('dot segments lead out of /v1, to nothing', async () => {
    for (const path of [
      '/v1/sistema1/../../interno/chaves',
      '/v1/sistema1/%2e%2e/%2E./interno/resumo',
      '/v1/../interno/x',
    ]) {
      const answer = await askRaw(`GET ${path} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nConnection: close\r\n\r\n`)
      assert.equal(statusOfRaw(answer), 404, path)
    }
  })

  test('an encoded slash leads to no other path of the service behind', async () => {
    for (const system of ['sistema1', 'sistema3']) {
      const answer = await ask(`/v1/${system}/..%2F..%2Finterno%2Fchaves`, { key: keys.complete })
      assert.ok([400, 401].includes(answer.status))
    }
  })

  test('other verbs are 405 with Allow; OPTIONS opens nothing to other origins', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'PROPFIND', 'QUERY', 'PURGE']) {
      const answer = await ask(`/v1/sistema3/${people.plain}`, { method, key: keys.complete })
      expectProblem(answer, 405, 'metodo_nao_permitido')
      assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
    }
    expectProblem(await ask('/v1/sistema3/consultas', { key: keys.complete }), 405, 'metodo_nao_permitido')
    const preflight = await ask('/v1/sistema3/consultas', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    assert.deepEqual([preflight.status, preflight.headers.allow], [204, 'POST, OPTIONS'])
    const answer = await ask(`/v1/sistema3/${people.plain}`, {
      key: keys.complete,
      headers: { origin: 'https://evil.example' },
    })
    for (const { headers } of [preflight, answer]) {
      assert.deepEqual(
        Object.keys(headers).filter((name) => name.startsWith('access-control')),
        [],
      )
    }
  })
})

describe('words', () => {
  test('problems are told in Portuguese, or in English where it is asked for', async () => {
    const words = async (language?: string) => {
      const headers: Record<string, string> = language ? { 'accept-language': language } : {}
      const answer = await ask('/v1/sistema3/123', { key: keys.complete, headers })
      return [expectProblem(answer, 400, 'cpf_tamanho').title, answer.headers['content-language']]
    }
    assert.deepEqual(await words(), ['CPF com tamanho errado', 'pt-BR'])
    assert.deepEqual(await words('en-GB,en;q=0.9'), ['Wrong CPF length', 'en'])
    assert.deepEqual(await words('fr'), ['CPF com tamanho errado', 'pt-BR'])
  })
})
