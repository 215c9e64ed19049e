import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatReais, parseReais } from './money.ts'

for (const [cents, text] of [
  [0, '0.00'],
  [5, '0.05'],
  [50, '0.50'],
  [100, '1.00'],
  [123_450, '1234.50'],
  [-1, '-0.01'],
  [-123_450, '-1234.50'],
  [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
] as const) {
  test(`${cents} cents are written ${text} and read back`, () => {
    assert.equal(formatReais(cents), text)
    assert.equal(parseReais(text), cents)
  })
}

test('money goes out and back unchanged', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (cents) => assert.equal(parseReais(formatReais(cents)), cents === 0 ? 0 : cents)),
  )
})

for (const bad of [
  '',
  '1',
  '1.0',
  '1.000',
  '1,00',
  '01.00',
  '+1.00',
  '.50',
  '1.',
  ' 1.00',
  '1e3',
  'NaN',
  '1.0x',
  '--1.00',
  '90071992547409.92',
]) {
  test(`${JSON.stringify(bad)} is not how money is written`, () => assert.equal(parseReais(bad), null))
}

test('minus nothing is nothing', () => assert.ok(Object.is(parseReais('-0.00'), 0)))

for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1]) {
  test(`${bad} is no amount`, () => assert.throws(() => formatReais(bad), RangeError))
}

test('reading never throws, and what it accepts it writes the same', () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789.-') }))
  fc.assert(
    fc.property(texts, (text) => {
      const cents = parseReais(text)
      if (cents !== null && cents !== 0) assert.equal(formatReais(cents), text)
    }),
  )
})
