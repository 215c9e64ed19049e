import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createSecondFactors } from './second-factor.ts'

const factors = createSecondFactors(new Redacted('a test key of no importance at all'))
/** RFC 6238, Appendix B: the secret of its SHA-1 vectors, in base 32. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test('the vectors of RFC 6238, cut to six digits, are of their own step', () => {
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ] as const) {
    assert.equal(factors.stepOf(RFC_SECRET, code, new Date(seconds * 1_000)), Math.floor(seconds / 30))
  }
})

test('a clock may be one step away, either way, and no further', () => {
  const at = 1_700_000_010
  const code = TOTP.generate({ secret: Secret.fromBase32(RFC_SECRET), timestamp: at * 1_000 })
  const step = Math.floor(at / 30)
  for (const drift of [-30, 0, 30]) {
    assert.equal(factors.stepOf(RFC_SECRET, code, new Date((at + drift) * 1_000)), step)
  }
  for (const drift of [-60, 60, 3_600]) {
    assert.equal(factors.stepOf(RFC_SECRET, code, new Date((at + drift) * 1_000)), null)
  }
})

test('what is not six ASCII digits is no code', () => {
  for (const code of ['', '12345', '1234567', '28708２', ' 287082', '-87082', '0x1234', '287082\n', '1e1000']) {
    assert.equal(factors.stepOf(RFC_SECRET, code, new Date(59_000)), null)
  }
})

test('a secret opens for its own member and key only, and not when altered', () => {
  const [member, other] = [randomId('member'), randomId('member')]
  const secret = factors.newSecret()
  assert.match(secret, /^[A-Z2-7]{32}$/)
  const sealed = factors.seal(member, secret)
  assert.equal(sealed.includes(secret), false)
  assert.equal(factors.open(member, sealed), secret)
  const failing = (open: () => string) => assert.throws(open, (error) => AppError.hasCode(error, 'erro_interno'))
  failing(() => factors.open(other, sealed))
  failing(() => createSecondFactors(new Redacted('some other key')).open(member, sealed))
  const altered = Buffer.from(sealed)
  altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1
  failing(() => factors.open(member, altered))
  failing(() => factors.open(member, sealed.subarray(0, 20)))
})

test('ten recovery codes, all different; their hash knows the member and not how the groups are written', () => {
  const codes = factors.newRecoveryCodes()
  assert.equal(new Set(codes).size, 10)
  for (const code of codes) assert.match(code, /^[0-9a-f]{5}(-[0-9a-f]{5}){3}$/)
  const [code = ''] = codes
  const member = randomId('member')
  const digest = factors.digestOf(member, code)
  assert.deepEqual(factors.digestOf(member, ` ${code.replaceAll('-', ' ').toUpperCase()} `), digest)
  assert.notDeepEqual(factors.digestOf(randomId('member'), code), digest)
})

test('the address in the QR code names the product and the account', () => {
  const uri = new URL(factors.uriOf('ana@aurora.example', RFC_SECRET))
  assert.equal(uri.protocol, 'otpauth:')
  assert.equal(decodeURIComponent(uri.pathname).endsWith('Crivo:ana@aurora.example'), true)
  const { secret, issuer, period, digits } = Object.fromEntries(uri.searchParams)
  assert.deepEqual([secret, issuer, period, digits], [RFC_SECRET, 'Crivo', '30', '6'])
})
