import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random, randomFor, weighted } from './random.ts'

test('xoshiro128** gives the reference sequence', () => {
  // The authors' C code (version 1.1) from the state 1, 2, 3, 4.
  const random = new Random([1, 2, 3, 4])
  const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034]
  assert.deepEqual(
    expected.map(() => random.bits()),
    expected,
  )
})

test('a stream is its key: the same again, another for another seed, index, topic or ordinal', () => {
  const first = (...key: Parameters<typeof randomFor>) => randomFor(...key).base62(22)
  assert.equal(first(1, 2, 'debt', 3), first(1, 2, 'debt', 3))
  const keys = [
    first(1, 2, 'debt', 3),
    first(2, 2, 'debt', 3),
    first(1 + 2 ** 32, 2, 'debt', 3),
    first(1, 3, 'debt', 3),
    first(1, 2, 'cards', 3),
    first(1, 2, 'debt', 4),
    first(2, 1, 'debt', 3),
  ]
  assert.equal(new Set(keys).size, keys.length)
})

test('streams of neighbours have nothing in common', () => {
  const starts = Array.from({ length: 100_000 }, (_, index) => randomFor(7, index, 'person').base62(22))
  assert.equal(new Set(starts).size, starts.length)
  const draws = Array.from({ length: 100_000 }, (_, index) => randomFor(7, index, 'person').unit())
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  assert.ok(Math.abs(mean - 0.5) < 0.005, String(mean))
})

test('draws keep to their bounds and weights', () => {
  const random = randomFor(1, 0, 'identity')
  const table = weighted([
    ['a', 1],
    ['b', 3],
  ])
  let drawnB = 0
  for (let count = 0; count < 20_000; count++) {
    const integer = random.integer(3, 5)
    assert.ok(integer >= 3 && integer <= 5)
    const between = random.between(-1, 1)
    assert.ok(between >= -1 && between < 1)
    assert.ok(random.exponential(2) >= 0)
    if (random.draw(table) === 'b') drawnB++
  }
  assert.ok(Math.abs(drawnB / 20_000 - 0.75) < 0.02)
})

test('the normal has mean 0 and deviation 1', () => {
  const random = randomFor(1, 0, 'profile')
  const draws = Array.from({ length: 50_000 }, () => random.normal())
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
  assert.ok(Math.abs(mean) < 0.02 && Math.abs(variance - 1) < 0.03, `${mean} ${variance}`)
})

test('texts have their length and alphabet', () => {
  const random = randomFor(1, 0, 'debt')
  assert.match(random.base62(22), /^[0-9A-Za-z]{22}$/)
  assert.match(random.hexadecimal(32), /^[0-9a-f]{32}$/)
})

test('there is nothing to draw from an empty table', () => {
  assert.throws(() => randomFor(1, 0, 'debt').pick([]), RangeError)
})
