import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { CpfInput, NameInput } from '#lib/identifiers/schemas.ts'
import { buildDocument } from './build-document.ts'
import { createConformity, type Exchange } from './conformity-test-bench.ts'
import { API_TAGS, type ApiOperation, type ApiSection, type ApiTag } from './declaration.ts'
import type { JsonObject } from './json-schema.ts'

const Amount = z.string().regex(/^\d+\.\d{2}$/)
const Thing = z.object({ dono: z.string(), preco: Amount })
/** Says the same as `Amount`, and is another schema. */
const Things = z.object({ itens: z.array(Thing), maior: z.string().regex(/^\d+\.\d{2}$/) })

const operation: ApiOperation = {
  id: 'listarCoisas',
  method: 'post',
  path: '/v1/coisas/{dono}',
  tag: 'conta',
  summary: 'Coisas',
  description: 'Coisas de alguém.',
  access: { by: ['token'], scopes: ['conta:ler', 'sistema2:score'] },
  params: { dono: { readings: { cpf: { schema: CpfInput, example: '52998224725' }, ref: { schema: z.string() } } } },
  query: { schema: z.strictObject({ limite: z.int().min(1).default(20), cursor: z.string().optional() }) },
  headers: ['Finalidade'],
  body: { schema: z.strictObject({ nome: NameInput }), examples: { nome: { nome: 'Ana Lima' } }, exactlyOne: ['nome'] },
  answers: { 200: { description: 'Coisas.', schema: Things, cacheControl: 'no-store' } },
  limited: 'calls',
  recorded: true,
  refusals: ['conflito'],
}
const section: ApiSection = {
  operations: [operation],
  components: { Coisa: Thing, Preco: Amount },
  words: { dono: 'De quem é.', preco: 'Quanto custa.', 'Coisa.dono': 'De quem a coisa é.', maior: 'O maior preço.' },
}

function build(...sections: ApiSection[]) {
  return buildDocument({
    info: { title: 'x', version: '1' },
    // The keys are the tags.
    tags: Object.fromEntries(API_TAGS.map((tag) => [tag, tag])) as Record<ApiTag, string>,
    sections,
    publicUrl: 'https://a.example',
    docsUrl: 'https://a.example/erros',
  })
}

/** A node of the document, references followed. */
function at(document: JsonObject, ...path: string[]): JsonObject {
  let node = document
  for (const step of path) {
    node = node[step] as JsonObject
    if (typeof node.$ref === 'string') node = at(document, ...node.$ref.slice(2).split('/'))
  }
  return node
}

const { json: document, undescribed } = await build(section)
const responses = ['paths', '/v1/coisas/{dono}', 'post', 'responses']

function codesOf(status: number): unknown {
  const schema = at(document, ...responses, String(status), 'content', 'application/problem+json', 'schema')
  const [, own = {}] = schema.allOf as JsonObject[]
  return at(own, 'properties', 'codigo').enum
}

describe('a document', () => {
  test('names a schema once, whichever schema says the same', () => {
    assert.deepEqual(at(document, 'components', 'schemas', 'Coisa').properties, {
      dono: { type: 'string', description: 'De quem a coisa é.' },
      preco: { $ref: '#/components/schemas/Preco', description: 'Quanto custa.' },
    })
    const answer = at(document, ...responses, '200', 'content', 'application/json', 'schema')
    assert.deepEqual((answer.properties as JsonObject).maior, {
      $ref: '#/components/schemas/Preco',
      description: 'O maior preço.',
    })
    assert.ok(!('additionalProperties' in answer))
  })

  test('tells what a parser asks for, and each way in which it refuses', () => {
    assert.match(String(at(document, 'components', 'schemas', 'CpfEntrada').pattern), /\\d\{11\}/)
    assert.deepEqual(codesOf(400), [
      'requisicao_invalida',
      'cpf_tamanho',
      'cpf_formato',
      'cpf_digito',
      'cpf_repetido',
      'nome_invalido',
      'cartao_em_lugar_inseguro',
      'credencial_em_lugar_inseguro',
      'cursor_invalido',
      'referencia_invalida',
      'parametro_desconhecido',
    ])
    assert.deepEqual(codesOf(401), ['credencial_invalida', 'token_expirado'])
    assert.deepEqual(codesOf(403), ['escopo_insuficiente', 'finalidade_nao_permitida', 'ip_nao_permitido'])
    assert.deepEqual(codesOf(409), ['conflito'])
    assert.deepEqual(codesOf(429), ['limite_excedido', 'cota_excedida'])
    assert.deepEqual(codesOf(503), ['fonte_indisponivel', 'auditoria_indisponivel'])
    assert.equal(at(document, ...responses)['404'], undefined)
  })

  test('asks for any of the scopes', () => {
    assert.deepEqual(at(document, 'paths', '/v1/coisas/{dono}', 'post').security, [
      { oauth2: ['conta:ler'] },
      { oauth2: ['sistema2:score'] },
    ])
  })

  test('knows which members nobody has described', async () => {
    assert.deepEqual(undescribed, [])
    const words = { ...section.words, preco: undefined }
    const { preco: _, ...others } = words
    assert.deepEqual((await build({ ...section, words: others })).undescribed, ['Coisa.preco'])
  })

  test('is refused where two things have one name, or one thing two', async () => {
    await assert.rejects(build(section, section), /two schemas are named Coisa/)
    await assert.rejects(build(section, { operations: [operation] }), /is declared twice/)
    await assert.rejects(build(section, { operations: [], components: { Valor: Amount } }), /say the same/)
    await assert.rejects(build(section, { operations: [], words: { dono: 'Outra coisa.' } }), /two meanings of dono/)
  })
})

describe('judging an answer', () => {
  const { complaintsAbout } = createConformity(document)
  const HEADERS: Record<string, string> = {
    'x-request-id': 'req_0000000000000000000001',
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
  }
  const judge = (changes: Partial<Exchange> = {}, headers = HEADERS) =>
    complaintsAbout({
      method: 'POST',
      target: '/v1/coisas/52998224725?limite=5',
      requestType: 'application/json',
      requestBody: '{"nome":"Ana Lima"}',
      status: 200,
      header: (name) => headers[name.toLowerCase()],
      body: '{"itens":[{"dono":"a","preco":"1.00"}],"maior":"1.00"}',
      ...changes,
    })

  test('finds nothing to complain of in one as the document has it', () => {
    assert.deepEqual(judge(), [])
  })

  test('complains of what the document does not have', () => {
    const { 'x-request-id': _, ...anonymous } = HEADERS
    const odd: [Partial<Exchange>, RegExp, Record<string, string>?][] = [
      [{ status: 418 }, /status 418/],
      [{ body: '{"itens":[{"dono":"a","preco":"1.00","cor":"azul"}],"maior":"1.00"}' }, /cor/],
      [{ body: '{"itens":[],"maior":1}' }, /must be string/],
      [{ body: '{"itens":[]}' }, /maior/],
      [{ body: 'oi' }, /must be object/],
      [{ target: '/v1/coisas/1?x=1' }, /parameter x/],
      [{ target: '/v1/coisas/1?limite=0' }, /parameter limite/],
      [{ requestBody: '{}' }, /request body/],
      [{}, /X-Request-Id is missing/, anonymous],
      [{}, /Cache-Control/, { ...HEADERS, 'cache-control': 'public' }],
      [{}, /content type text\/html/, { ...HEADERS, 'content-type': 'text/html' }],
      [{ target: '/v1/nada' }, /is not in the document/],
      [{ method: 'GET' }, /is not in the document/],
      [{ method: 'OPTIONS', status: 204 }, /without Allow/],
    ]
    for (const [changes, complaint, headers] of odd) {
      assert.match(judge(changes, headers).join('\n'), complaint, JSON.stringify(changes))
    }
  })

  test('holds a problem to the codes of its operation', () => {
    const headers = { ...HEADERS, 'content-type': 'application/problem+json', 'content-language': 'pt-BR' }
    const problem = (codigo: string, status: number) =>
      JSON.stringify({
        type: `https://a.example/erros#${codigo}`,
        title: 'x',
        status,
        detail: 'x',
        codigo,
        requisicao: 'req_0000000000000000000001',
      })
    assert.deepEqual(judge({ status: 409, body: problem('conflito', 409) }, headers), [])
    assert.match(judge({ status: 409, body: problem('cpf_digito', 409) }, headers).join(), /codigo/)
    assert.match(judge({ status: 409, body: problem('conflito', 400) }, headers).join(), /status/)
    const nowhere = { target: '/v1/nada', status: 404 }
    assert.deepEqual(judge({ ...nowhere, body: problem('rota_desconhecida', 404) }, headers), [])
    assert.match(judge({ ...nowhere, body: problem('conflito', 404) }, headers).join(), /conflito/)
  })
})
