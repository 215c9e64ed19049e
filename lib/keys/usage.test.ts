import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupUsage, latencyAt, sumUsage } from './usage.ts'

const row = (name: string, buckets: Record<number, number>) => {
  const latency = Array.from({ length: 11 }, (_, bucket) => buckets[bucket] ?? 0)
  const calls = latency.reduce((sum, count) => sum + count, 0)
  return { name, calls, refused: 1, limited: 0, failed: 0, latency }
}

test('groups are summed, bucket by bucket', () => {
  const groups = groupUsage([row('a', { 0: 2 }), row('b', { 1: 1 }), row('a', { 0: 1, 10: 1 })], ({ name }) => name)
  assert.deepEqual([...groups.keys()], ['a', 'b'])
  assert.deepEqual([groups.get('a')?.calls, groups.get('a')?.refused], [4, 2])
  assert.deepEqual(groups.get('a')?.latency.slice(0, 2), [3, 0])
  assert.equal(sumUsage([]).calls, 0)
})

test('a share of the calls stayed under a bound, under none, or there were no calls', () => {
  assert.equal(latencyAt(row('a', { 0: 50, 3: 49, 9: 1 }), 0.5), 5)
  assert.equal(latencyAt(row('a', { 0: 50, 3: 49, 9: 1 }), 0.99), 50)
  assert.equal(latencyAt(row('a', { 0: 50, 3: 48, 9: 2 }), 0.99), 5_000)
  assert.equal(latencyAt(row('a', { 10: 1 }), 0.5), Number.POSITIVE_INFINITY)
  assert.equal(latencyAt(row('a', {}), 0.5), null)
})
