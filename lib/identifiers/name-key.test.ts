import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nameTokensOf, parseNameKey, phoneticKeyOf, phoneticTokensOf } from './name-key.ts'

function keyOf(text: string) {
  const key = parseNameKey(text)
  assert.ok(key, text)
  return key
}

for (const [text, key] of [
  ['João da Silva', 'JOAO SILVA'],
  ['  maria   DAS dores  e souza ', 'MARIA DORES SOUZA'],
  ['José dos Santos Filho', 'JOSE SANTOS FILHO'],
  ['Ana Júnior', 'ANA JUNIOR'],
  ['Pedro Neto', 'PEDRO NETO'],
  ['Inês D’Ávila', 'INES DAVILA'],
  ["Inês D'Ávila", 'INES DAVILA'],
  ['J. Silva-Ramos', 'J SILVA RAMOS'],
  ['Jürgen Groß', 'JURGEN GROSS'],
  ['Søren Łukasz', 'SOREN LUKASZ'],
  ['Conceic\u0327a\u0303o Aparecida', 'CONCEICAO APARECIDA'],
] as const) {
  test(`the key of ${JSON.stringify(text)} is ${key}`, () => assert.equal(parseNameKey(text), key))
}

for (const bad of [
  '',
  'Maria',
  'da Silva',
  'de da dos',
  'Mar% Silva',
  'Mar* Silva',
  'Mari? Silva',
  'Mari_ Silva',
  'Maria Silv4',
  'Мария Силва',
  'Maria; Silva',
  'Maria {"$gt":""}',
  `Maria ${'a'.repeat(120)}`,
]) {
  test(`${JSON.stringify(bad.slice(0, 20))} is not a name to search by`, () => assert.equal(parseNameKey(bad), null))
}

for (const [one, other] of [
  ['João Souza', 'João Sousa'],
  ['Luiz Lima', 'Luís Lima'],
  ['Thiago Melo', 'Tiago Mello'],
  ['Philipe Reis', 'Filipe Reis'],
  ['Yara Nunes', 'Iara Nunes'],
  ['Walter Pires', 'Valter Pires'],
  ['Kátia Moraes', 'Catia Moraes'],
] as const) {
  test(`${one} sounds like ${other}`, () => assert.equal(phoneticKeyOf(keyOf(one)), phoneticKeyOf(keyOf(other))))
}

test('different names still sound different', () => {
  assert.notEqual(phoneticKeyOf(keyOf('Ana Lima')), phoneticKeyOf(keyOf('Ana Lins')))
  assert.notEqual(phoneticKeyOf(keyOf('Carla Dias')), phoneticKeyOf(keyOf('Carlos Dias')))
})

test('words are indexed once each', () => {
  assert.deepEqual(nameTokensOf(keyOf('Ana Luiza de Souza Souza')), ['ANA', 'LUIZA', 'SOUZA'])
  assert.deepEqual(phoneticTokensOf(keyOf('Ana Souza Sousa')), ['ANA', 'SOUSA'])
})

test('a key is its own key, and parsing never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
      const key = parseNameKey(text)
      if (key !== null) {
        assert.match(key, /^[A-Z]+( [A-Z]+)+$/)
        assert.equal(parseNameKey(key), key)
      }
    }),
  )
})
