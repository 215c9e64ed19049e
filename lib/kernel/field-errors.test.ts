import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { fieldErrorsOf } from './field-errors.ts'

const Body = z.strictObject({
  cpf: z.string().refine((text) => text !== 'bad', { message: 'cpf_digito' }),
  endereco: z.strictObject({ numero: z.string() }).optional(),
  limite: z.number().max(100).optional(),
})

function errorsOf(raw: unknown, schema: z.ZodType = Body) {
  const { error } = schema.safeParse(raw, { reportInput: true })
  assert.ok(error)
  return fieldErrorsOf(error)
}

test("a schema's own code is its issue's message", () => {
  assert.deepEqual(errorsOf({ cpf: 'bad' }), [{ campo: 'cpf', codigo: 'cpf_digito' }])
})

test('missing, of another type and out of range are told apart', () => {
  assert.deepEqual(errorsOf({}), [{ campo: 'cpf', codigo: 'obrigatorio' }])
  assert.deepEqual(errorsOf({ cpf: 7 }), [{ campo: 'cpf', codigo: 'invalido' }])
  assert.deepEqual(errorsOf({ cpf: null }), [{ campo: 'cpf', codigo: 'invalido' }])
  assert.deepEqual(errorsOf({ cpf: 'x', limite: 101 }), [{ campo: 'limite', codigo: 'invalido' }])
})

test('without reported input nothing is called missing on a guess', () => {
  const { error } = Body.safeParse({})
  assert.ok(error)
  assert.deepEqual(fieldErrorsOf(error), [{ campo: 'cpf', codigo: 'invalido' }])
})

test('a member inside another is named by its path', () => {
  assert.deepEqual(errorsOf({ cpf: 'x', endereco: {} }), [{ campo: 'endereco.numero', codigo: 'obrigatorio' }])
})

test('the body itself is named when there is no member', () => {
  assert.deepEqual(errorsOf('text'), [{ campo: 'corpo', codigo: 'invalido' }])
  assert.deepEqual(errorsOf(undefined), [{ campo: 'corpo', codigo: 'obrigatorio' }])
})

test('each unknown member is named, unless its name could carry a value', () => {
  const unknown = { cpf: 'x', outro: 1, $where: 1, '99900000005': 1, ['a'.repeat(41)]: 1, 'a b': 1 }
  const names = errorsOf(unknown).map(({ campo, codigo }) => `${campo}:${codigo}`)
  assert.deepEqual(names.sort(), [...Array(4).fill('?:desconhecido'), 'outro:desconhecido'])
})

test('prototype keys are unknown members like others', () => {
  const raw: unknown = JSON.parse('{"cpf":"x","constructor":{"prototype":1}}')
  assert.deepEqual(errorsOf(raw), [{ campo: 'constructor', codigo: 'desconhecido' }])
})

test('a message that only resembles a code is none', () => {
  for (const message of ['toString', 'constructor', 'Invalid']) {
    const schema = z.object({ a: z.string().refine(() => false, { message }) })
    assert.deepEqual(errorsOf({ a: 'x' }, schema), [{ campo: 'a', codigo: 'invalido' }])
  }
})

test('no value leaves', () => {
  assert.equal(JSON.stringify(errorsOf({ cpf: 'bad', limite: 99900000005 })).includes('99900000005'), false)
})
