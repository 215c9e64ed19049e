import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { BREAKER_SETTINGS, createBreaker, type Judgement, type Permit, type Transition } from './breaker.ts'

function setUp() {
  const clock = new FakeClock()
  const seen: Transition[] = []
  const breaker = createBreaker(BREAKER_SETTINGS, {
    clock,
    monotonicMs: () => clock.now().getTime(),
    onTransition: (transition) => seen.push(transition),
  })
  const admitted = (): Permit => {
    const permit = breaker.admit()
    assert.equal(permit.kind, 'admitted')
    return permit as Permit
  }
  const call = (judgement: Judgement, times = 1) => {
    for (let i = 0; i < times; i += 1) {
      const permit = admitted()
      permit.judge(judgement, 1)
      permit.end()
    }
  }
  const state = () => breaker.view().state
  const open = () => {
    call('failure', 20)
    assert.equal(state(), 'open')
  }
  return { clock, breaker, seen, admitted, call, state, open }
}

describe('a closed breaker', () => {
  test('opens at exactly half of twenty calls, and not one call or one failure earlier', () => {
    const few = setUp()
    few.call('failure', 19)
    assert.equal(few.state(), 'closed')
    few.call('timeout')
    assert.equal(few.state(), 'open')

    const half = setUp()
    half.call('success', 10)
    half.call('failure', 9)
    assert.equal(half.state(), 'closed')
    half.call('failure')
    assert.equal(half.state(), 'open')

    const under = setUp()
    under.call('success', 11)
    under.call('failure', 10)
    assert.equal(under.state(), 'closed')
  })

  test('forgets what is older than ten seconds', () => {
    const { clock, call, state } = setUp()
    call('failure', 19)
    clock.advance({ seconds: 10 })
    call('failure', 19)
    assert.equal(state(), 'closed')
    clock.advance({ seconds: 9 })
    call('failure')
    assert.equal(state(), 'open')
  })

  test('is moved by no denial, and by no answer that comes after its call was judged', () => {
    const { admitted, call, state, breaker } = setUp()
    call('denied', 100)
    assert.equal(state(), 'closed')
    call('success', 19)
    const slow = admitted()
    for (let i = 0; i < 50; i += 1) slow.judge('timeout', 800)
    slow.judge('success', 900)
    assert.equal(state(), 'closed')
    assert.deepEqual(breaker.view().window, {
      success: 19,
      failure: 0,
      timeout: 1,
      denied: 100,
      short_circuited: 0,
      bulkhead_rejected: 0,
    })
  })
})

describe('an open breaker', () => {
  test('refuses all for five seconds, then lets exactly one of a hundred callers through', () => {
    const { clock, breaker, open, state } = setUp()
    open()
    clock.advance({ milliseconds: 4_999 })
    const refused = breaker.admit()
    assert.deepEqual(refused, { kind: 'refused', reason: 'circuit_open', retryAfterMs: 1 })
    clock.advance({ milliseconds: 1 })
    const callers = Array.from({ length: 100 }, () => breaker.admit())
    assert.equal(callers.filter(({ kind }) => kind === 'admitted').length, 1)
    assert.equal(state(), 'half_open')
  })

  test('closes when its probe succeeds, with nothing held against the dependency', () => {
    const { clock, call, open, state, seen } = setUp()
    open()
    clock.advance({ seconds: 5 })
    call('success')
    assert.equal(state(), 'closed')
    call('failure', 19)
    assert.equal(state(), 'closed')
    assert.deepEqual(
      seen.map(({ from, to }) => [from, to]),
      [
        ['closed', 'open'],
        ['open', 'half_open'],
        ['half_open', 'closed'],
      ],
    )
  })

  test('sleeps another five seconds when its probe fails', () => {
    const { clock, call, open, state, breaker } = setUp()
    open()
    clock.advance({ seconds: 5 })
    call('timeout')
    assert.equal(state(), 'open')
    clock.advance({ milliseconds: 4_999 })
    assert.equal(breaker.admit().kind, 'refused')
    clock.advance({ milliseconds: 1 })
    call('success')
    assert.equal(state(), 'closed')
  })

  test('is closed by no answer to a call from before it opened', () => {
    const { clock, admitted, open, state } = setUp()
    const early = admitted()
    open()
    early.judge('success', 5_000)
    assert.equal(state(), 'open')
    const other = setUp()
    const old = other.admitted()
    other.open()
    other.clock.advance({ seconds: 5 })
    other.admitted()
    old.judge('success', 5_000)
    assert.equal(other.state(), 'half_open')
    clock.advance({ seconds: 5 })
  })

  test('neither closes nor opens by a denied probe: the next call tries', () => {
    const { clock, call, open, state, breaker } = setUp()
    open()
    clock.advance({ seconds: 5 })
    call('denied')
    assert.equal(state(), 'half_open')
    const [next, after] = [breaker.admit(), breaker.admit()]
    assert.deepEqual([next.kind, after.kind], ['admitted', 'refused'])
  })
})

describe('the bulkhead', () => {
  test('counts calls that still run after their time-out, and moves no state', () => {
    const { admitted, breaker, state } = setUp()
    const permits = Array.from({ length: BREAKER_SETTINGS.maxConcurrent }, admitted)
    permits.slice(0, 5).forEach((permit) => {
      permit.judge('timeout', 800)
    })
    for (let i = 0; i < 100; i += 1) {
      const refused = breaker.admit()
      assert.ok(refused.kind === 'refused' && refused.reason === 'bulkhead_full')
    }
    assert.equal(state(), 'closed')
    permits[0]?.end()
    permits[0]?.end()
    assert.equal(breaker.admit().kind, 'admitted')
    assert.equal(breaker.admit().kind, 'refused')
  })
})
