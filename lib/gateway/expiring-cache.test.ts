import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExpiringCache, type Loaded } from './expiring-cache.ts'

const START = Date.parse('2026-07-01T12:00:00Z')

function setUp(maxEntries = 10) {
  let now = START
  let loads = 0
  const cache = createExpiringCache<string>({ now: () => new Date(now) }, maxEntries)
  return {
    cache,
    loads: () => loads,
    pass: (seconds: number) => {
      now += seconds * 1_000
    },
    load: (value: string, lifeSeconds: number | null) => async (): Promise<Loaded<string>> => {
      loads += 1
      return { value, expiresAt: lifeSeconds === null ? null : new Date(now + lifeSeconds * 1_000) }
    },
  }
}

test('a value is handed out until 30 seconds before its end, then loaded anew', async () => {
  const { cache, load, loads, pass } = setUp()
  assert.equal(await cache.get('k', load('first', 300)), 'first')
  pass(269)
  assert.equal(await cache.get('k', load('second', 300)), 'first')
  pass(1)
  assert.equal(await cache.get('k', load('second', 300)), 'second')
  assert.equal(loads(), 2)
})

test('many who ask at once cause one load, and all get what it brought', async () => {
  const { cache, load, loads } = setUp()
  const one = load('only', 300)
  assert.deepEqual(await Promise.all([cache.get('k', one), cache.get('k', one), cache.get('k', one)]), [
    'only',
    'only',
    'only',
  ])
  assert.equal(loads(), 1)
})

test('what has no expiry, or fails, is not kept', async () => {
  const { cache, load, loads } = setUp()
  assert.equal(await cache.get('k', load('refused', null)), 'refused')
  await assert.rejects(
    cache.get('k', () => Promise.reject(new Error('down'))),
    /down/,
  )
  assert.equal(await cache.get('k', load('issued', 300)), 'issued')
  assert.equal(loads(), 2)
})

test('what is forgotten while it loads serves who waits and is not kept', async () => {
  const { cache, load, loads } = setUp()
  const gate = Promise.withResolvers<Loaded<string>>()
  const waiting = cache.get('session-a sistema1', () => gate.promise)
  cache.forget((key) => key.startsWith('session-a '))
  gate.resolve({ value: 'old', expiresAt: new Date(START + 300_000) })
  assert.equal(await waiting, 'old')
  assert.equal(await cache.get('session-a sistema1', load('new', 300)), 'new')
  assert.equal(loads(), 1)
})

test('the oldest entries make room', async () => {
  const { cache, load } = setUp(2)
  for (const key of ['a', 'b', 'c']) await cache.get(key, load(key, 300))
  assert.equal(await cache.get('c', load('again', 300)), 'c')
  assert.equal(await cache.get('a', load('again', 300)), 'again')
})
