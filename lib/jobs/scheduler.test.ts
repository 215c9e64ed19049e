import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '#lib/telemetry/logger.ts'
import { startJobs, type Timers } from './scheduler.ts'

const logger = createLogger('test', 'silent')

/** Timers that go off when the test says so. */
function manualTimers() {
  const pending = new Map<number, { callback: () => void; ms: number }>()
  let next = 0
  const timers: Timers = {
    set(callback, ms) {
      next += 1
      pending.set(next, { callback, ms })
      return next
    },
    clear: (timer) => void pending.delete(timer as number),
  }
  function fire(): void {
    const due = [...pending.values()]
    pending.clear()
    for (const { callback } of due) callback()
  }
  return { timers, pending, fire }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a job runs at once, and again its interval after each end, never beside itself', async () => {
  const { timers, pending, fire } = manualTimers()
  const ends: (() => void)[] = []
  const job = { name: 'slow', everyMs: 1_000, run: () => new Promise<number>((resolve) => ends.push(() => resolve(1))) }
  const scheduler = startJobs([job], logger, timers)
  assert.equal(ends.length, 1)
  assert.equal(pending.size, 0)
  ends[0]?.()
  await settled()
  assert.deepEqual(
    [...pending.values()].map(({ ms }) => ms),
    [1_000],
  )
  fire()
  assert.equal(ends.length, 2)

  let closed = false
  const closing = scheduler.close().then(() => {
    closed = true
  })
  await settled()
  assert.equal(closed, false)
  ends[1]?.()
  await closing
  assert.equal(pending.size, 0)
})

test('a run that fails is followed by the next, and the other jobs go on', async () => {
  const { timers, fire } = manualTimers()
  const runs = { failing: 0, good: 0 }
  const count = (name: keyof typeof runs) => {
    runs[name] += 1
    return runs[name]
  }
  const failing = { name: 'failing', everyMs: 1, run: () => Promise.reject(new Error(`${count('failing')}`)) }
  const good = { name: 'good', everyMs: 1, run: async () => count('good') }
  const scheduler = startJobs([failing, good], logger, timers)
  await settled()
  fire()
  await settled()
  assert.deepEqual(runs, { failing: 2, good: 2 })
  await scheduler.close()
})
