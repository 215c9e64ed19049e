import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { recognize, SHAPES, shapeOf } from './recognize.ts'

const TOKEN = `car_${'0'.repeat(22)}`
const BUREAU = `bur_${'0'.repeat(22)}`

for (const [text, shape] of [
  ['52998224725', 'cpf'],
  ['529.982.247-25', 'cpf'],
  ['529982247', 'cpf'],
  ['52998224726', 'cpf'],
  ['5299822472x', 'cpf'],
  ['-', 'cpf'],
  ['João da Silva', 'nome'],
  ['Maria', 'nome'],
  ['Rui Barbosa', 'nome'],
  ['Rua das Acácias, 120', 'endereco'],
  ['Rua das Acácias 120', 'endereco'],
  ['Acácias, 120', 'endereco'],
  [TOKEN, 'cartao'],
  ['car_errado', 'cartao'],
  ['2026-11-26', 'data'],
  ['2026-02-30', 'data'],
  ['PIX', 'tipo'],
  ['folha_pagamento', 'tipo'],
  [BUREAU, 'bureau'],
  ['4111 1111 1111 1111', 'numero_de_cartao'],
  ['  ', null],
] as const) {
  test(`${JSON.stringify(text)} looks like ${shape}`, () => assert.equal(shapeOf(text), shape))
}

for (const [text, reading] of [
  ['529.982.247-25', { shape: 'cpf', cpf: '52998224725' }],
  ['529982247', { shape: 'refused', code: 'cpf_tamanho' }],
  ['5299822472x', { shape: 'refused', code: 'cpf_formato' }],
  ['52998224726', { shape: 'refused', code: 'cpf_digito' }],
  ['11111111111', { shape: 'refused', code: 'cpf_repetido' }],
  ['João da Silva', { shape: 'nome', name: 'JOAO SILVA' }],
  ['Maria', { shape: 'refused', code: 'nome_invalido' }],
  [
    'R. das Acácias, 120',
    { shape: 'endereco', address: { streetType: 'RUA', street: 'ACACIAS', number: '120', cep: null } },
  ],
  ['Rua das Acácias, 120, 1', { shape: 'refused', code: 'cep_invalido' }],
  [TOKEN, { shape: 'cartao', cardToken: TOKEN }],
  ['car_errado', { shape: 'refused', code: 'cartao_invalido' }],
  ['4111111111111111', { shape: 'refused', code: 'cartao_em_lugar_inseguro' }],
  ['2026-11-26', { shape: 'data', date: '2026-11-26' }],
  ['2026-02-30', { shape: 'refused', code: 'requisicao_invalida' }],
  ['pix', { shape: 'tipo', movementType: 'PIX' }],
  [BUREAU, { shape: 'bureau', bureauId: BUREAU }],
  ['bur_errado', { shape: 'refused', code: 'requisicao_invalida' }],
  ['', { shape: 'refused', code: 'requisicao_invalida' }],
] as const) {
  test(`${JSON.stringify(text)} reads as ${JSON.stringify(reading)}`, () => assert.deepEqual(recognize(text), reading))
}

test('a forced reading holds, whatever the shape', () => {
  assert.deepEqual(recognize('João da Silva', 'cpf'), { shape: 'refused', code: 'cpf_formato' })
  assert.deepEqual(recognize('52998224725', 'nome'), { shape: 'refused', code: 'nome_invalido' })
  assert.deepEqual(recognize('4111111111111111', 'cpf'), { shape: 'refused', code: 'cpf_tamanho' })
  assert.deepEqual(recognize('4111111111111111', 'cartao'), { shape: 'refused', code: 'cartao_em_lugar_inseguro' })
  assert.deepEqual(recognize('boleto', 'data'), { shape: 'refused', code: 'requisicao_invalida' })
  assert.deepEqual(recognize('João', 'tipo'), { shape: 'refused', code: 'requisicao_invalida' })
})

test('recognising never throws, and a reading is of the shape that was seen', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'0123456789-., Rua') }),
  )
  fc.assert(
    fc.property(texts, fc.option(fc.constantFrom(...SHAPES), { nil: undefined }), (text, forced) => {
      const reading = recognize(text, forced)
      if (reading.shape !== 'refused') assert.equal(reading.shape, forced ?? shapeOf(text))
    }),
  )
})
