import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ApproverId, randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createTotp } from './totp.ts'

const at = (seconds: number) => ({ now: () => new Date(seconds * 1_000) })
const key = new Redacted('a-key-that-only-tests-of-codes-use-01234')
/** RFC 6238, appendix B. */
const RFC_SECRET = Buffer.from('12345678901234567890')

test('codes are RFC 6238’s (its vectors, cut to six digits), good for half a minute on either side', () => {
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [2_000_000_000, '279037'],
  ] as const) {
    const step = Math.floor(seconds / 30)
    assert.equal(createTotp(key, at(seconds)).stepOf(RFC_SECRET, code), step)
    assert.equal(createTotp(key, at(seconds + 30)).stepOf(RFC_SECRET, code), step)
    assert.equal(createTotp(key, at(seconds + 61)).stepOf(RFC_SECRET, code), null)
  }
  assert.equal(createTotp(key, at(59)).stepOf(RFC_SECRET, '000000'), null)
})

test('a sealed secret opens for its own row under its own key, and is another each time', () => {
  const totp = createTotp(key, at(0))
  const id = randomId('approver') as ApproverId
  const sealed = totp.seal(RFC_SECRET, id)
  assert.deepEqual(totp.open(sealed, id), RFC_SECRET)
  assert.notDeepEqual(totp.seal(RFC_SECRET, id), sealed)
  assert.ok(!sealed.includes(RFC_SECRET))
  assert.throws(() => totp.open(sealed, randomId('approver') as ApproverId))
  assert.throws(() => createTotp(new Redacted('another-key-that-only-tests-of-codes-use'), at(0)).open(sealed, id))
  const changed = Buffer.from(sealed)
  changed[40] = (changed[40] ?? 0) ^ 1
  assert.throws(() => totp.open(changed, id))
})

test('a phone is shown who the code is for', () => {
  const { typed, address } = createTotp(key, at(0)).shownTo(RFC_SECRET, 'bruno@aurora.example')
  assert.equal(typed, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  assert.match(address, /^otpauth:\/\/totp\/Crivo%20aprova%C3%A7%C3%A3o:bruno%40aurora\.example\?.*secret=GEZDGNBV/)
})
