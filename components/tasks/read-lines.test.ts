import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLines } from './read-lines.ts'

test('reads a pasted list, punctuated or not, with empty lines', () => {
  assert.deepEqual(readLines('52998224725\n\n 111.444.777-35 \n'), { cpfs: ['52998224725', '11144477735'], wrong: [] })
})

for (const [what, text] of [
  ['a byte-order mark and a heading', '\uFEFFcpf\r\n52998224725\r\n'],
  ['semicolons and further columns', 'CPF;Nome\r\n52998224725;Ana Prado'],
  ['quotes and commas', '"52998224725","Prado, Ana"'],
  ['tabs and old line ends', '529.982.247-25\tAna\r'],
] as const) {
  test(`reads ${what}`, () => {
    assert.deepEqual(readLines(text), { cpfs: ['52998224725'], wrong: [] })
  })
}

test('names each wrong line by its number in what was pasted', () => {
  const { cpfs, wrong } = readLines('52998224725\n52998224724\n=1+1\n\n123\n529.982.247-25')
  assert.deepEqual(cpfs, ['52998224725'])
  assert.deepEqual(wrong, [
    { line: 2, code: 'cpf_digito' },
    { line: 3, code: 'cpf_formato' },
    { line: 5, code: 'cpf_tamanho' },
    { line: 6, first: 1 },
  ])
})

test('nothing is nobody', () => {
  assert.deepEqual(readLines(''), { cpfs: [], wrong: [] })
})
