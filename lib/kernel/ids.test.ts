import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeBase62, randomId } from './ids.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function decodeBase62(text: string): bigint {
  let value = 0n
  for (const character of text) value = value * 62n + BigInt(ALPHABET.indexOf(character))
  return value
}

test('base62 holds the number that the bytes are, first byte greatest', () => {
  assert.equal(encodeBase62(Uint8Array.of(), 3), '000')
  assert.equal(encodeBase62(Uint8Array.of(61), 1), 'z')
  assert.equal(encodeBase62(Uint8Array.of(62), 1), '10')
  assert.equal(encodeBase62(Uint8Array.of(1, 0), 4), '0048')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const hex = Buffer.from(bytes).toString('hex')
      assert.equal(decodeBase62(encodeBase62(bytes, 22)), hex === '' ? 0n : BigInt(`0x${hex}`))
    }),
  )
})

test('sixteen bytes always take 22 characters, and different bytes different ones', () => {
  const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(sixteen, sixteen, (one, other) => {
      assert.match(encodeBase62(one, 22), /^[0-9A-Za-z]{22}$/)
      assert.equal(encodeBase62(one, 22) === encodeBase62(other, 22), Buffer.compare(one, other) === 0)
    }),
  )
  assert.equal(encodeBase62(new Uint8Array(16).fill(255), 22).length, 22)
})

test('an id has the prefix of its kind and is new each time', () => {
  assert.match(randomId('grant'), /^con_[0-9A-Za-z]{22}$/)
  assert.match(randomId('request'), /^req_[0-9A-Za-z]{22}$/)
  assert.equal(new Set(Array.from({ length: 1_000 }, () => randomId('inquiry'))).size, 1_000)
})
