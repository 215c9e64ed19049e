import type { Clock } from '#lib/kernel/clock.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import { BREAKER_SETTINGS, type Breaker, type BreakerSettings, type BreakerView, createBreaker } from './breaker.ts'
import type { Dependency } from './http-client.ts'
import type { OutboundOperation } from './operation-of.ts'

type BreakerName = { dependency: Dependency; operation: OutboundOperation }
export type BreakerSnapshot = BreakerName & { timeoutMs: number; settings: BreakerSettings } & BreakerView

/** The breakers of one process. Clients of one dependency share theirs, as they share its fate. */
export type Breakers = {
  of(name: BreakerName, timeoutMs: number, maxConcurrent?: number): Breaker
  /** Of those that were used, by name. */
  snapshots(): BreakerSnapshot[]
}

export function createBreakers(deps: { clock?: Clock; monotonicMs?: () => number; logger?: Logger } = {}): Breakers {
  const { clock = systemClock, monotonicMs, logger } = deps
  type Entry = BreakerName & { timeoutMs: number; settings: BreakerSettings; breaker: Breaker }
  const known = new Map<string, Entry>()

  function enter(name: BreakerName, timeoutMs: number, maxConcurrent: number | undefined): Entry {
    const settings = { ...BREAKER_SETTINGS, ...(maxConcurrent === undefined ? {} : { maxConcurrent }) }
    const breaker = createBreaker(settings, {
      clock,
      ...(monotonicMs ? { monotonicMs } : {}),
      onTransition: ({ from, to }) => logger?.warn({ event: `breaker.${to}`, ...name, from }),
    })
    return { ...name, timeoutMs, settings, breaker }
  }

  return {
    of(name, timeoutMs, maxConcurrent) {
      const key = `${name.dependency} ${name.operation}`
      const entry = known.get(key) ?? enter(name, timeoutMs, maxConcurrent)
      known.set(key, entry)
      return entry.breaker
    },
    snapshots: () =>
      [...known.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { breaker, ...about }]) => ({ ...about, ...breaker.view() })),
  }
}
