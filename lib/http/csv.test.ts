import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOf } from './csv.ts'

test('cells with commas, quotes and line ends are quoted', () => {
  const text = csvOf(
    ['credor', 'valor'],
    [
      ['Banco "Sul", S.A.', '10.00'],
      ['a\nb', ''],
    ],
  )
  assert.equal(text, '\uFEFFcredor,valor\r\n"Banco ""Sul"", S.A.",10.00\r\n"a\nb",\r\n')
})

test('what a spreadsheet would run is text', () => {
  for (const cell of ['=1+1', '+55', '-2', '@x', '\tx']) {
    assert.ok(csvOf(['c'], [[cell]]).includes(`'${cell}`), cell)
  }
  assert.ok(csvOf(['c'], [['2026-07-01']]).includes('\r\n2026-07-01'))
})
