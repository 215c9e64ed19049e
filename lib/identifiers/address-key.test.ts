import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addressIndexKeysOf,
  addressKeyOf,
  beginsLikeStreet,
  parseAddressParts,
  parseAddressText,
} from './address-key.ts'

function keyOf(text: string): string {
  const parse = parseAddressText(text)
  return parse.kind === 'valid' ? addressKeyOf(parse.address) : parse.code
}

for (const [text, key] of [
  ['Rua das Acácias, 120, 50010-120', 'RUA|ACACIAS|120|50010120'],
  ['R. das acacias,120', 'RUA|ACACIAS|120|'],
  ['Av Dr. Osvaldo Cruz, 0042-B', 'AVENIDA|DOUTOR OSVALDO CRUZ|42B|'],
  ['Pç da Sé, S/N', 'PRACA|SE|SN|'],
  ['Pc. Sto. Antônio, s.n.', 'PRACA|SANTO ANTONIO|SN|'],
  ['Praça Santo Antônio, sn', 'PRACA|SANTO ANTONIO|SN|'],
  ['Rua 7 de Setembro, 1500 a', 'RUA|7 SETEMBRO|1500A|'],
  ['Trav. D’Ajuda, 9', 'TRAVESSA|DAJUDA|9|'],
  ['Quadra E, 12', 'QUADRA|E|12|'],
  ['SQN 205 Bloco C, 101', 'SQN|205 BLOCO C|101|'],
] as const) {
  test(`${JSON.stringify(text)} → ${key}`, () => assert.equal(keyOf(text), key))
}

for (const bad of [
  '',
  'Rua das Acácias',
  'das Acácias, 120',
  'Rua, 120',
  'Rua das Acácias, cento e vinte',
  'Rua das Acácias, 120, 50010-120, Recife',
  'Rua % , 120',
  `Rua ${'a'.repeat(200)}, 1`,
  'Rua Ж, 1',
]) {
  test(`${JSON.stringify(bad.slice(0, 30))} is no address`, () => assert.equal(keyOf(bad), 'requisicao_invalida'))
}

test('a wrong CEP is told apart', () => {
  assert.equal(keyOf('Rua das Acácias, 120, 5001-120'), 'cep_invalido')
  assert.equal(keyOf('Rua das Acácias, 120, '), 'cep_invalido')
})

test('abbreviated and written out, an address has one key; the store files it with its CEP and without', () => {
  const parse = parseAddressParts({ logradouro: 'Avenida Presidente Prudente', numero: '10', cep: '01310100' })
  assert.ok(parse.kind === 'valid')
  assert.deepEqual(addressIndexKeysOf(parse.address), [
    'AVENIDA|PRESIDENTE PRUDENTE|10|',
    'AVENIDA|PRESIDENTE PRUDENTE|10|01310100',
  ])
  assert.equal(keyOf('av. pres. prudente, 10, 01310-100'), addressKeyOf(parse.address))
  assert.deepEqual(addressIndexKeysOf({ ...parse.address, cep: null }), ['AVENIDA|PRESIDENTE PRUDENTE|10|'])
})

test('a text begins like a street when its first word is a street type', () => {
  assert.equal(beginsLikeStreet('Av. Brasil 10'), true)
  assert.equal(beginsLikeStreet('Rua'), false)
  assert.equal(beginsLikeStreet('Maria Souza'), false)
})

test('parsing never throws, whatever the text, and no part of a key holds a separator', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `Rua ${text}, 1`),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const parse = parseAddressText(text)
      if (parse.kind === 'valid') assert.equal(addressKeyOf(parse.address).split('|').length, 4)
    }),
  )
})
