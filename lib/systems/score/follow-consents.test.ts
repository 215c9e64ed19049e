import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createConsentFollower } from './follow-consents.ts'
import type { AppliedChange, ConsentChange } from './portfolio-store.ts'
import { AURORA, PEOPLE } from './test-people.ts'

const aChange = (number: number): ConsentChange => ({
  number,
  institutionId: AURORA,
  cpf: PEOPLE.plain,
  validUntil: null,
  changedAt: new Date('2026-07-01T12:00:00Z'),
})

function aBench(count: number) {
  const clock = new FakeClock()
  const all = Array.from({ length: count }, (_, index) => aChange(index + 1))
  const state = { last: 0, isUp: true, baseAIsUp: true }
  const applied: number[] = []
  const told: number[] = []
  const follower = createConsentFollower({
    clock,
    feed: {
      async changesAfter(number, limit) {
        if (!state.isUp) throw new Error('down')
        return all.filter((change) => change.number > number).slice(0, limit)
      },
    },
    register: {
      lastChange: async () => state.last,
      async apply(changes) {
        applied.push(...changes.map(({ number }) => number))
        return changes.map((change) => ({ ...change, personId: 'per_1', uf: 'SP' }) as AppliedChange)
      },
      async keepLastChange(number) {
        state.last = number
      },
    },
    outlet: {
      async store(changes) {
        if (!state.baseAIsUp) throw new Error('down')
        told.push(...changes.map(({ number }) => number))
      },
    },
  })
  return { clock, state, applied, told, follower }
}

test('follows every change in order, page by page, here and in Base A', async () => {
  const { follower, applied, told, state } = aBench(1_500)
  assert.equal(await follower.run(), 1_500)
  const numbers = Array.from({ length: 1_500 }, (_, index) => index + 1)
  assert.deepEqual(applied, numbers)
  assert.deepEqual(told, numbers)
  assert.equal(state.last, 1_500)
  assert.equal(await follower.run(), 0)
})

test('a change that Base A didn’t take is done again', async () => {
  const { follower, state, told } = aBench(2)
  state.baseAIsUp = false
  await assert.rejects(follower.run())
  assert.equal(state.last, 0)
  assert.equal(follower.isFresh(), false)
  state.baseAIsUp = true
  await follower.run()
  assert.deepEqual(told, [1, 2])
})

test('the copy is fresh for a minute after it last heard from Base C, and not before it ever has', async () => {
  const { follower, clock, state } = aBench(0)
  assert.equal(follower.isFresh(), false)
  await follower.run()
  assert.equal(follower.isFresh(), true)
  state.isUp = false
  clock.advance({ seconds: 60 })
  await assert.rejects(follower.run())
  assert.equal(follower.isFresh(), true)
  clock.advance({ milliseconds: 1 })
  assert.equal(follower.isFresh(), false)
})
