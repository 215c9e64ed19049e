import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { CANDIDATE_REF_SECONDS, createCandidateRefs, looksLikeCandidateRef } from './candidate-ref.ts'

const SECRET = new Redacted('the key that the three systems share')
const ana = { kind: 'member', id: randomId('member') } as const
const isInvalid = (error: unknown) => AppError.hasCode(error, 'referencia_invalida')

test('a reference opens for whom it was made, in another process with the same key, and shows no digit', () => {
  const clock = new FakeClock()
  const ref = createCandidateRefs(SECRET, clock).seal('99900000005', ana)
  assert.ok(looksLikeCandidateRef(ref))
  assert.doesNotMatch(ref, /99900000005/)
  assert.equal(createCandidateRefs(SECRET, clock).open(ref, ana), '99900000005')
})

test('two references to one person have nothing in common', () => {
  const refs = createCandidateRefs(SECRET, new FakeClock())
  assert.notEqual(refs.seal('99900000005', ana), refs.seal('99900000005', ana))
})

test('another caller, a colleague included, another key and ten minutes later: refused alike', () => {
  const clock = new FakeClock()
  const refs = createCandidateRefs(SECRET, clock)
  const ref = refs.seal('99900000005', ana)
  assert.throws(() => refs.open(ref, { kind: 'member', id: randomId('member') }), isInvalid)
  assert.throws(() => refs.open(ref, { ...ana, kind: 'key' } as never), isInvalid)
  assert.throws(() => createCandidateRefs(new Redacted('another key'), clock).open(ref, ana), isInvalid)
  clock.advance({ seconds: CANDIDATE_REF_SECONDS - 1 })
  assert.equal(refs.open(ref, ana), '99900000005')
  clock.advance({ seconds: 1 })
  assert.throws(() => refs.open(ref, ana), isInvalid)
})

test('no altered reference and no other text opens', () => {
  const refs = createCandidateRefs(SECRET, new FakeClock())
  const ref = refs.seal('99900000005', ana)
  fc.assert(
    fc.property(fc.integer({ min: 4, max: ref.length - 1 }), fc.constantFrom(...'AaZz09-_'), (at, letter) => {
      fc.pre(ref[at] !== letter)
      assert.throws(() => refs.open(ref.slice(0, at) + letter + ref.slice(at + 1), ana), isInvalid)
    }),
  )
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.throws(() => refs.open(text, ana), isInvalid)))
})
