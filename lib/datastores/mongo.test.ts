import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MongoServerSelectionError } from 'mongodb'
import { AppError } from '#lib/kernel/app-error.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { connectMongo, eq, int64, whenReachable } from './mongo.ts'

test('a filter value is a primitive or an instant under $eq, whatever the caller believed', () => {
  const at = new Date()
  for (const value of ['x', 1, true, null, at]) assert.deepEqual(eq(value), { $eq: value })
  for (const smuggled of [{ $gt: '' }, ['x'], undefined, () => 1, /x/, Symbol('x')]) {
    assert.throws(() => eq(smuggled as unknown as string), TypeError)
  }
})

test('amounts are written as int64, exactly, and nothing else is', () => {
  assert.equal(int64(Number.MAX_SAFE_INTEGER).toString(), '9007199254740991')
  for (const wrong of [1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])
    assert.throws(() => int64(wrong), RangeError)
})

test('a store that can’t answer is an outage; a mistake of ours stays one', async () => {
  const outage = (error: unknown) => AppError.hasCode(error, 'fonte_indisponivel')
  const down = new MongoServerSelectionError('down', {} as never)
  await assert.rejects(whenReachable(Promise.reject(down)), outage)
  await assert.rejects(whenReachable(Promise.reject(new TypeError('bug'))), TypeError)
  assert.equal(await whenReachable(Promise.resolve(1)), 1)
})

test('a server that isn’t there is told within seconds', async () => {
  const began = performance.now()
  await assert.rejects(connectMongo(new Redacted('mongodb://127.0.0.1:9/base_b'), { appName: 'test' }))
  assert.ok(performance.now() - began < 4_000)
})
