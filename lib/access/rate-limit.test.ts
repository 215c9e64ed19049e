import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRateLimiter, limitsOf, type RateLimits } from './rate-limit.ts'

function clockAt(text: string) {
  let now = Date.parse(text)
  return {
    now: () => new Date(now),
    advance: (ms: number) => {
      now += ms
    },
  }
}

test('a burst is refused at its quota, with headers on every answer, and allowed again when the window ends', () => {
  const clock = clockAt('2026-07-01T12:00:00.000Z')
  const limiter = createRateLimiter(clock)
  const limits = limitsOf('gratuito', null)
  const left = [1, 2, 3, 4, 5].map(() => limiter.take('a', limits).headers.RateLimit)
  assert.deepEqual(
    left,
    [4, 3, 2, 1, 0].map((r) => `"burst";r=${r};t=1`),
  )
  const refused = limiter.take('a', limits)
  assert.equal(refused.headers['RateLimit-Policy'], '"burst";q=5;w=1,"daily";q=1000;w=86400')
  assert.partialDeepStrictEqual(refused, { kind: 'refused', code: 'limite_excedido', retryAfterSeconds: 1 })
  assert.equal(limiter.take('b', limits).kind, 'allowed', 'another caller has its own window')
  clock.advance(1_000)
  assert.equal(limiter.take('a', limits).kind, 'allowed')
})

test('the daily quota ends with the day of São Paulo', () => {
  const clock = clockAt('2026-07-02T02:59:00.000Z')
  const limiter = createRateLimiter(clock)
  const limits: RateLimits = { ...limitsOf('gratuito', null), callsPerDay: 2 }
  limiter.take('a', limits)
  limiter.take('a', limits)
  const refused = limiter.take('a', limits)
  assert.partialDeepStrictEqual(refused, { kind: 'refused', code: 'cota_excedida', retryAfterSeconds: 60 })
  assert.equal(refused.headers.RateLimit, '"daily";r=0;t=60')
  clock.advance(60_000)
  assert.equal(limiter.take('a', limits).kind, 'allowed')
})

test('distinct people are counted once each, and a person met today stays allowed', () => {
  const clock = clockAt('2026-07-01T12:00:00.000Z')
  const limiter = createRateLimiter(clock)
  const limits: RateLimits = { ...limitsOf('gratuito', null), peoplePerDay: 2 }
  const meet = (person: string) => limiter.meet('a', limits, person).kind
  assert.deepEqual(['x', 'x', 'y', 'z', 'x', 'y'].map(meet), [
    'allowed',
    'allowed',
    'allowed',
    'refused',
    'allowed',
    'allowed',
  ])
  assert.deepEqual(limiter.meet('a', limits, 'z'), { kind: 'refused', retryAfterSeconds: 15 * 3_600 })
  clock.advance(15 * 3_600 * 1_000)
  assert.equal(meet('z'), 'allowed')
})

test('a key’s own window stands below its tier’s, and the tightest is reported', () => {
  const clock = clockAt('2026-07-01T12:00:00.000Z')
  const limiter = createRateLimiter(clock)
  const limits = limitsOf('profissional', { quota: 3, seconds: 60 })
  const first = limiter.take('a', limits)
  assert.equal(first.headers['RateLimit-Policy'], '"burst";q=100;w=1,"key";q=3;w=60,"daily";q=200000;w=86400')
  assert.equal(first.headers.RateLimit, '"key";r=2;t=60')
  clock.advance(30_000)
  limiter.take('a', limits)
  limiter.take('a', limits)
  assert.partialDeepStrictEqual(limiter.take('a', limits), { code: 'limite_excedido', retryAfterSeconds: 30 })
})

test('whatever the arrivals, no window of a caller holds more than its quota', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 }), (gaps) => {
      const clock = clockAt('2026-07-01T12:00:00.000Z')
      const limiter = createRateLimiter(clock)
      const limits = limitsOf('gratuito', null)
      let allowedInWindow = 0
      let windowEnds = 0
      for (const gap of gaps) {
        clock.advance(gap)
        const now = clock.now().getTime()
        if (now >= windowEnds) {
          windowEnds = now + 1_000
          allowedInWindow = 0
        }
        if (limiter.take('a', limits).kind === 'allowed') allowedInWindow += 1
        assert.ok(allowedInWindow <= 5)
      }
    }),
  )
})
