import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isObject, type Json, type JsonObject } from '#lib/openapi/json-schema.ts'
import { readDemo } from '../fixtures/instance.ts'
import { ask, keys } from './client.ts'
import {
  codesOf,
  credentialsFor,
  isForAnybodyHere,
  methodsOf,
  onSomethingReal,
  operations,
  run,
  type Trial,
  trialsOf,
} from './document-examples.ts'

const IDENTIFIERS = ['cpf', 'cpfs', 'nome', 'endereco', 'cartao', 'escopo']
const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

// `ask` holds each answer against the document: its status, its headers, its body.
for (const operation of operations) {
  describe(`${operation.method} ${operation.path}`, () => {
    const [first] = trialsOf(operation)

    for (const trial of trialsOf(operation)) {
      test(`works as in the example: ${trial.what}`, async () => {
        const credentials = await credentialsFor(operation)
        const answer = await run(operation, await onSomethingReal(operation, trial), credentials)
        if (isForAnybodyHere(operation))
          assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status} ${answer.text}`)
        else assert.deepEqual([answer.status, (answer.json as JsonObject).codigo], [403, 'escopo_insuficiente'])
      })
    }

    test('asks for a credential exactly where the document does', async () => {
      const { status } = await run(operation, first, {})
      const isOpen = (operation.json.security as readonly Json[]).length === 0
      assert.ok(isOpen ? status < 400 : status === 401, String(status))
    })

    test('has no method beside those of the document', async () => {
      const known = methodsOf(operation.path)
      const { body: _, ...bare } = first
      for (const method of VERBS.filter((verb) => !known.includes(verb))) {
        const answer = await run({ ...operation, method }, bare, await credentialsFor(operation))
        assert.equal(answer.status, 405, `${method}: ${answer.text}`)
        const allowed = String(answer.headers.allow).split(', ')
        assert.deepEqual(allowed.filter((verb) => VERBS.includes(verb)).toSorted(), known.toSorted())
      }
    })
  })
}

/** A trial changed so that it is refused with a code; null where it can't be. */
type Provocation = (trial: Trial) => Trial | null

const withMember =
  (name: string, value: Json): Provocation =>
  (trial) => {
    const { body } = trial
    if (!body) return { ...trial, query: [...trial.query.filter(([other]) => other !== name), [name, String(value)]] }
    if (!body.type.endsWith('json') || !isObject(body.value)) return null
    return { ...trial, body: { ...body, value: { ...body.value, [name]: value } } }
  }

const withCpf =
  (cpf: string): Provocation =>
  (trial) => {
    const value = trial.body?.value
    if (trial.body) return isObject(value) && 'cpf' in value ? withMember('cpf', cpf)(trial) : null
    return 'alvo' in trial.path ? { ...trial, path: { alvo: cpf } } : null
  }

const withHeader =
  (name: string, value: string): Provocation =>
  (trial) => ({ ...trial, headers: { ...trial.headers, [name]: value } })

const withContent =
  (type: string, value: Json): Provocation =>
  (trial) =>
    trial.body ? { ...trial, body: { type, value } } : null

/** What brings a code about without a trace: a refusal that comes before anything is recorded, spent or made. */
const PROVOCATIONS: Readonly<Record<string, Provocation>> = {
  parametro_desconhecido: withMember('nao_existe', 1),
  cursor_invalido: withMember('cursor', 'abc.def'),
  referencia_invalida: ({ body, ...trial }) => {
    if (!body || !isObject(body.value)) return null
    // In the place of whatever says who is meant, beside what else has to be there.
    const rest = Object.entries(body.value).filter(([name]) => !IDENTIFIERS.includes(name))
    return { ...trial, body: { ...body, value: { ...Object.fromEntries(rest), ref: 'abc.def' } } }
  },
  cpf_tamanho: withCpf('123'),
  cpf_digito: withCpf('99928942707'),
  cpf_repetido: withCpf('111.111.111-11'),
  cartao_em_lugar_inseguro: withHeader('Relacao', '4111111111111111'),
  credencial_em_lugar_inseguro: (trial) => ({ ...trial, query: [['x', keys.complete.secret]] }),
  tipo_de_conteudo: withContent('text/json', {}),
  corpo_grande: withContent('application/json', 'x'.repeat(1_024 * 1_024)),
}

describe('codes that the document promises are given', () => {
  for (const [code, provoke] of Object.entries(PROVOCATIONS)) {
    for (const operation of operations.filter((one) => codesOf(one).has(code))) {
      const trials = trialsOf(operation)
        .map(provoke)
        .filter((trial) => trial !== null)
      if (trials.length === 0) continue
      test(`${code} by ${operation.method} ${operation.path}`, async () => {
        const credentials = await credentialsFor(operation)
        const given = new Set<string>()
        // A file has no pages, say, and candidates have: one way of asking at least gives it.
        for (const trial of trials) {
          const { json, text } = await run(operation, trial, credentials)
          given.add(isObject(json) ? String(json.codigo) : text)
          if (given.has(code)) return
        }
        assert.fail(`only ${[...given].join(', ')}`)
      })
    }
  }
})

test('the document is the same each time, and whoever has it is told so', async () => {
  const first = await ask('/v1/openapi.json')
  const second = await ask('/v1/openapi.json')
  assert.equal(first.text, second.text)
  const headers = { 'if-none-match': String(first.headers.etag) }
  const again = await ask('/v1/openapi.json', { headers })
  assert.deepEqual([again.status, again.text], [304, ''])
  assert.equal((first.json as { servers: { url: string }[] }).servers[0]?.url, readDemo().url)
})
