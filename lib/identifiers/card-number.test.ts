import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CardNetwork, last4Of, luhnDigitOf, networkOf, parseCardNumber } from './card-number.ts'
import { containsCardNumber, scrubCardNumbers } from './card-number-in-text.ts'

const number = fc
  .string({ unit: fc.constantFrom(...'0123456789'), minLength: 12, maxLength: 18 })
  .map((digits) => digits + luhnDigitOf(digits))

/** The networks' own test numbers, and one of each network's less usual ranges. */
const KNOWN: readonly (readonly [string, CardNetwork])[] = [
  ['4111111111111111', 'VISA'],
  ['4222222222222', 'VISA'],
  ['5555555555554444', 'MASTERCARD'],
  ['2223003122003222', 'MASTERCARD'],
  ['378282246310005', 'AMERICAN_EXPRESS'],
  ['6362970000457013', 'ELO'],
  ['5066991111111118', 'ELO'],
  ['6062825624254001', 'HIPERCARD'],
]

for (const [text, network] of KNOWN) {
  test(`${text} is a number of ${network}`, () => {
    const parsed = parseCardNumber(text)
    assert.ok(parsed)
    assert.equal(networkOf(parsed), network)
    assert.equal(last4Of(parsed), text.slice(-4))
  })
}

test('single spaces and dashes between digits are read, other signs are not', () => {
  assert.equal(parseCardNumber(' 4111 1111 1111 1111 '), '4111111111111111')
  assert.equal(parseCardNumber('4111-1111-1111-1111'), '4111111111111111')
  for (const bad of ['4111.1111.1111.1111', '4111  1111 1111 1111', '4111111111111111-', '٤١١١١١١١١١١١١١١١']) {
    assert.equal(parseCardNumber(bad), null)
  }
})

test('twelve digits, twenty digits, and any changed digit are refused', () => {
  assert.equal(parseCardNumber('411111111111'), null)
  assert.equal(parseCardNumber('41111111111111111110'), null)
  fc.assert(
    fc.property(number, fc.nat(), fc.integer({ min: 1, max: 9 }), (valid, at, step) => {
      const place = at % valid.length
      const changed = (Number(valid[place]) + step) % 10
      // Luhn catches every change of one digit.
      assert.equal(parseCardNumber(valid.slice(0, place) + changed + valid.slice(place + 1)), null)
    }),
  )
})

test('a number of no known network is a card number without network', () => {
  const parsed = parseCardNumber(`9${'0'.repeat(14)}${luhnDigitOf(`9${'0'.repeat(14)}`)}`)
  assert.ok(parsed)
  assert.equal(networkOf(parsed), null)
})

for (const text of [
  '4111111111111111',
  '/v1/sistema3/4111111111111111',
  'cartao=4111 1111 1111 1111&x=1',
  'card4111111111111111',
  '4111-1111-1111-1111',
  '4111 – 1111 – 1111 – 1111',
  '4111\u00a01111\u00a01111\u00a01111',
  '411111-1111111111',
  '2026-07-01 4111 1111 1111 1111',
  '3782 822463 10005',
  '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
  '0004111111111111111',
]) {
  test(`a card number is found in ${JSON.stringify(text)}`, () => {
    assert.equal(containsCardNumber(text), true)
    assert.doesNotMatch(scrubCardNumbers(text), /1111[\s\-–]{0,3}1111|822463/)
  })
}

for (const text of [
  '',
  '52998224725',
  '529.982.247-25',
  '4111111111111112',
  'Rua das Acácias, 120, 50010-120',
  '2026-01-01T12:30:45.123Z',
  'req_0aB4111111111',
  '4111111111111111411111111111111141111111',
  'a0f4111111111111111bc7d9e3f21ab4',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
]) {
  test(`there is no card number in ${JSON.stringify(text)}`, () => assert.equal(containsCardNumber(text), false))
}

test('scrubbing takes the number out, keeps the rest, and leaves nothing to find', () => {
  assert.equal(scrubCardNumbers('pago com 4111 1111 1111 1111 ontem'), 'pago com [card] ontem')
  assert.equal(scrubCardNumbers('5555555555554444, 6062825624254001.'), '[card], [card].')
  assert.equal(scrubCardNumbers('nada aqui'), 'nada aqui')
  const words = fc.oneof(number, fc.string(), fc.constantFrom(' ', '-', ', '))
  fc.assert(
    fc.property(fc.array(words), (parts) => {
      const text = parts.join('')
      assert.equal(containsCardNumber(scrubCardNumbers(text)), false)
    }),
    { numRuns: 500 },
  )
})

test('every card number standing alone among words is found', () => {
  fc.assert(fc.property(number, (valid) => assert.equal(containsCardNumber(`x=${valid};y`), true)))
})

test('a text made only of digits and letters stays cheap', () => {
  const text = 'a4111111111111111'.repeat(4_000)
  const started = process.cpuUsage()
  containsCardNumber(text)
  assert.ok(process.cpuUsage(started).user < 1_000_000)
})
