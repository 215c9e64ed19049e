import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { AppError, type FieldError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import {
  AddressInput,
  BureauIdInput,
  CardNumberInput,
  CardTokenInput,
  CepInput,
  CivilDateInput,
  CpfInput,
  MovementTypeInput,
  NameInput,
  UfInput,
} from './schemas.ts'

function refusalOf(schema: z.ZodType, raw: unknown): { code: string; fields: readonly FieldError[] } {
  try {
    parseInput(schema, raw)
  } catch (error) {
    if (AppError.is(error)) return { code: error.code, fields: error.fields }
    throw error
  }
  throw new Error('accepted')
}

const Query = z.strictObject({ cpf: CpfInput })

for (const [cpf, code] of [
  ['529982247', 'cpf_tamanho'],
  ['529.982.247/25', 'cpf_formato'],
  ['', 'cpf_formato'],
  ['x'.repeat(10_000), 'cpf_formato'],
  ['52998224726', 'cpf_digito'],
  ['00000000000', 'cpf_repetido'],
] as const) {
  test(`a member \`cpf\` of ${JSON.stringify(cpf.slice(0, 20))} is refused as ${code}, by name and without its value`, () => {
    assert.deepEqual(refusalOf(Query, { cpf }), { code, fields: [{ campo: 'cpf', codigo: code }] })
  })
}

test('good identifiers come out as the domain keeps them', () => {
  assert.deepEqual(parseInput(Query, { cpf: ' 529.982.247-25 ' }), { cpf: '52998224725' })
  assert.equal(parseInput(NameInput, 'João da Silva'), 'JOAO SILVA')
  assert.equal(parseInput(CardNumberInput, '4111 1111 1111 1111'), '4111111111111111')
  assert.equal(parseInput(CepInput, '01310-100'), '01310100')
  assert.equal(parseInput(UfInput, 'pe'), 'PE')
  assert.equal(parseInput(CivilDateInput, '2024-02-29'), '2024-02-29')
  assert.equal(parseInput(MovementTypeInput, 'PIX'), 'PIX')
  assert.deepEqual(parseInput(AddressInput, { logradouro: 'R. Bahia', numero: '7' }), {
    streetType: 'RUA',
    street: 'BAHIA',
    number: '7',
    cep: null,
  })
})

for (const [name, schema, raw, code] of [
  ['a name of one word', NameInput, 'Maria', 'nome_invalido'],
  ['a card number that fails Luhn', CardNumberInput, '4111111111111112', 'cartao_invalido'],
  ['a card token cut short', CardTokenInput, 'car_1', 'cartao_invalido'],
  ['a bureau id cut short', BureauIdInput, 'bur_1', 'requisicao_invalida'],
  ['a CEP of seven digits', CepInput, '0131010', 'cep_invalido'],
  ['an unknown UF', UfInput, 'XX', 'requisicao_invalida'],
  ['30 February', CivilDateInput, '2026-02-30', 'requisicao_invalida'],
  ['an unknown movement type', MovementTypeInput, 'PIXX', 'requisicao_invalida'],
  ['a street without type', AddressInput, { logradouro: 'Bahia', numero: '7' }, 'requisicao_invalida'],
] as const) {
  test(`${name} is refused as ${code}`, () => assert.equal(refusalOf(schema, raw).code, code))
}

test('an address says which member is wrong, missing or unknown', () => {
  const Body = z.strictObject({ endereco: AddressInput })
  const street = { logradouro: 'Rua Bahia', numero: '7' }
  assert.deepEqual(refusalOf(Body, { endereco: { ...street, cep: '1' } }).fields, [
    { campo: 'endereco.cep', codigo: 'cep_invalido' },
  ])
  assert.deepEqual(refusalOf(Body, { endereco: { numero: '7' } }).fields, [
    { campo: 'endereco.logradouro', codigo: 'obrigatorio' },
  ])
  assert.deepEqual(refusalOf(Body, { endereco: { ...street, $where: '1' } }), {
    code: 'parametro_desconhecido',
    fields: [{ campo: 'endereco.?', codigo: 'desconhecido' }],
  })
})

for (const raw of [{ cpf: 52998224725 }, { cpf: { $ne: '' } }, { cpf: ['52998224725'] }, { cpf: null }]) {
  test(`a CPF that is no text is refused: ${JSON.stringify(raw)}`, () => {
    assert.deepEqual(refusalOf(Query, raw), {
      code: 'requisicao_invalida',
      fields: [{ campo: 'cpf', codigo: 'invalido' }],
    })
  })
}

test('identifiers run in a browser: they import nothing of Node', () => {
  const room = new URL('.', import.meta.url)
  const sources = readdirSync(room).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  for (const file of sources) {
    const values = readFileSync(new URL(file, room), 'utf8')
      .split('\n')
      .filter((line) => /^import (?!type)/.test(line))
    assert.deepEqual(
      values.filter((line) => /'(node:|#lib\/kernel\/(ids|operation))/.test(line)),
      [],
      file,
    )
  }
})
