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

test('a year that was punctuated like a CPF becomes one again', () => {
  assert.deepEqual(punctuate('202.6-', 6), { text: '2026-', caret: 5 })
  assert.deepEqual(punctuate('2026-0', 6), { text: '2026-0', caret: 6 })
})

test('a CPF on its way says how many digits are missing, and a whole one says which digit fails', () => {
  assert.deepEqual(readPerson(''), { kind: 'blank' })
  assert.deepEqual(readPerson('529.982'), { kind: 'typing', shape: 'cpf', digitsLeft: 5 })
  assert.deepEqual(readPerson('529.982.247-25'), { kind: 'ready', shape: 'cpf' })
  const wrong = { kind: 'wrong', shape: 'cpf', code: 'cpf_digito' }
  assert.deepEqual(readPerson('529.982.247-35'), { ...wrong, wrongDigit: 10 })
  assert.deepEqual(readPerson('529.982.247-26'), { ...wrong, wrongDigit: 11 })
  assert.deepEqual(readPerson('111.111.111-11'), { ...wrong, code: 'cpf_repetido', wrongDigit: null })
})

test('every other identifier is recognised', () => {
  const ready = {
    'Maria da Silva': 'nome',
    'Rua das Acácias, 120': 'endereco',
    'Av. Paulista, 1000, 01310-100': 'endereco',
    '2026-07-01': 'data',
    '01/07/2026': 'data',
    PIX: 'tipo',
    car_0000000000000000000000: 'cartao',
    bur_0000000000000000000000: 'bureau',
  }
  for (const [text, shape] of Object.entries(ready)) assert.deepEqual(readPerson(text), { kind: 'ready', shape }, text)
})

test('what lacks something says what, and what is being typed is not wrong yet', () => {
  assert.deepEqual(readPerson('Maria'), { kind: 'unfit', shape: 'nome', code: 'nome_invalido' })
  assert.equal(readPerson('Rua das Acácias').kind, 'unfit')
  assert.deepEqual(readPerson('car_1'), { kind: 'unfit', shape: 'cartao', code: 'cartao_invalido' })
  assert.deepEqual(readPerson('2026-02-30'), { kind: 'unfit', shape: 'data', code: 'requisicao_invalida' })
  for (const text of ['01/', '01/07/', '01/07/202', '2026-', '2026-07-']) {
    assert.deepEqual(readPerson(text), { kind: 'typing_date', shape: 'data' }, text)
  }
})

test('a chosen reading is taken over the shape, but never for a card number', () => {
  assert.deepEqual(readPerson('Rua Nova', 'nome'), { kind: 'ready', shape: 'nome' })
  assert.deepEqual(readPerson('PIX', 'nome'), { kind: 'unfit', shape: 'nome', code: 'nome_invalido' })
  assert.deepEqual(readPerson('4111 1111 1111 1111', 'nome'), { kind: 'card_number' })
})
