import assert from 'node:assert/strict'
import { test } from 'node:test'
import { punctuate, readPerson } from './person-reading.ts'

test('digits are punctuated as they are typed and the caret stays behind the digit just typed', () => {
  assert.deepEqual(punctuate('5299', 4), { text: '529.9', caret: 5 })
  assert.deepEqual(punctuate('529.98224725', 12), { text: '529.982.247-25', caret: 14 })
  assert.deepEqual(punctuate('5x', 2), { text: '5x', caret: 2 })
  // A digit put in the middle: the caret stays behind it, not at the end.
  assert.deepEqual(punctuate('5209.982', 3), { text: '520.998.2', caret: 3 })
})

test('a date, a name and a card number are left as typed', () => {
  for (const text of ['2026-07-01', 'Maria da Silva', '4111111111111111']) {
    assert.equal(punctuate(text, text.length).text, text)
  }
})

test('a CPF on its way says how many digits are missing, and a whole one says which digit fails', () => {
  assert.deepEqual(readPerson(''), { kind: 'blank' })
  assert.deepEqual(readPerson('529.982'), { kind: 'typing', digitsLeft: 5 })
  assert.deepEqual(readPerson('529.982.247-25'), { kind: 'cpf' })
  assert.deepEqual(readPerson('529.982.247-35'), { kind: 'wrong', code: 'cpf_digito', wrongDigit: 10 })
  assert.deepEqual(readPerson('529.982.247-26'), { kind: 'wrong', code: 'cpf_digito', wrongDigit: 11 })
  assert.deepEqual(readPerson('111.111.111-11'), { kind: 'wrong', code: 'cpf_repetido', wrongDigit: null })
})

test('other identifiers are recognised, and said not to be open', () => {
  assert.deepEqual(readPerson('Maria da Silva'), { kind: 'not_open', shape: 'nome' })
  assert.deepEqual(readPerson('Rua das Acácias, 120'), { kind: 'not_open', shape: 'endereco' })
  assert.deepEqual(readPerson('2026-07-01'), { kind: 'not_open', shape: 'data' })
  assert.deepEqual(readPerson('PIX'), { kind: 'not_open', shape: 'tipo' })
  assert.deepEqual(readPerson('4111 1111 1111 1111'), { kind: 'card_number' })
})
