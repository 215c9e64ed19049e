import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Redacted } from '#lib/kernel/redacted.ts'
import {
  createAccessKey,
  isWellFormedSecret,
  parseAccessKeyId,
  SECRET_ANYWHERE,
  sameDigest,
  secretDigest,
} from './access-key.ts'

test('a new key has the shape of the contract and a true checksum', () => {
  for (const environment of ['live', 'test'] as const) {
    const key = createAccessKey(environment)
    assert.match(key.id, new RegExp(`^crk_${environment}_[0-9A-Za-z]{22}$`))
    assert.match(key.secret, new RegExp(`^crs_${environment}_[0-9A-Za-z]{49}$`))
    assert.equal(parseAccessKeyId(key.id), key.id)
    assert.ok(isWellFormedSecret(key.secret))
    assert.match(`https://x.example/?chave=${key.secret}`, SECRET_ANYWHERE)
  }
})

test('a secret whose any one character is changed is not well formed', () => {
  const { secret } = createAccessKey('live')
  const alphabet = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
  fc.assert(
    fc.property(fc.nat({ max: 48 }), fc.constantFrom(...alphabet), (at, letter) => {
      const position = 'crs_live_'.length + at
      fc.pre(secret[position] !== letter)
      return !isWellFormedSecret(secret.slice(0, position) + letter + secret.slice(position + 1))
    }),
  )
})

test('a cut, an extended, an upper-cased secret and one of another environment are not well formed', () => {
  const { secret } = createAccessKey('live')
  for (const bad of [
    secret.slice(0, -1),
    `${secret}0`,
    secret.toUpperCase(),
    secret.replace('live', 'prod'),
    ` ${secret}`,
    `${secret}\n`,
  ]) {
    assert.equal(isWellFormedSecret(bad), false, bad.length.toString())
  }
})

test('the digest depends on the pepper, and digests of other lengths never match', () => {
  const { secret } = createAccessKey('live')
  const one = secretDigest(secret, new Redacted('pepper one'))
  assert.ok(sameDigest(one, secretDigest(secret, new Redacted('pepper one'))))
  assert.equal(sameDigest(one, secretDigest(secret, new Redacted('pepper two'))), false)
  assert.equal(sameDigest(one, one.subarray(1)), false)
})
