import type { ErrorCode } from '#lib/kernel/app-error.ts'
import { addDays, type Clock, civilDateOf } from '#lib/kernel/clock.ts'
import type { Tier } from './tier.ts'

const DAY_SECONDS = 86_400
/** Brazil has had no daylight saving time since 2019; its days begin at 03:00 UTC in São Paulo. */
const SAO_PAULO_MIDNIGHT = 'T03:00:00Z'

/** At most `quota` calls in each `seconds`; the name is the wire's. */
export type RateWindow = { name: 'burst' | 'key'; quota: number; seconds: number }

export type RateLimits = {
  windows: readonly RateWindow[]
  /** Calls in a day of São Paulo. */
  callsPerDay: number
  /** Distinct people asked for in a day, known or not: what stops harvesting. */
  peoplePerDay: number
}

const tier = (perSecond: number, callsPerDay: number, peoplePerDay: number): RateLimits => ({
  windows: [{ name: 'burst', quota: perSecond, seconds: 1 }],
  callsPerDay,
  peoplePerDay,
})

const TIER_LIMITS: Readonly<Record<Tier, RateLimits>> = {
  gratuito: tier(5, 1_000, 200),
  basico: tier(20, 20_000, 5_000),
  profissional: tier(100, 200_000, 50_000),
  corporativo: tier(1_000, 5_000_000, 500_000),
}

/** Members have no tier. What a person at a desk never reaches and a taken-over session soon does. */
export const MEMBER_LIMITS = tier(50, 10_000, 1_000)

/** A tier's limits, and below them the key's own window where it carries one. */
export function limitsOf(name: Tier, own: { quota: number; seconds: number } | null): RateLimits {
  const limits = TIER_LIMITS[name]
  return own === null ? limits : { ...limits, windows: [...limits.windows, { name: 'key', ...own }] }
}

type Refusal = Extract<ErrorCode, 'limite_excedido' | 'cota_excedida' | 'pessoas_demais'>

/** `headers` go on every answer of a keyed call, refused or not. */
export type RateDecision = { headers: { 'RateLimit-Policy': string; RateLimit: string } } & (
  | { kind: 'allowed' }
  | { kind: 'refused'; code: Refusal; retryAfterSeconds: number }
)

export type RateLimiter = {
  /** What stands at this moment, counting nothing: for answers that come before a call is counted. */
  look(caller: string, limits: RateLimits): RateDecision['headers']
  /** Counts one call of a caller. A refused call counts nowhere. */
  take(caller: string, limits: RateLimits): RateDecision
  /** Counts a person among the caller's of today; a person met today already is always allowed. */
  meet(
    caller: string,
    limits: RateLimits,
    person: string,
  ): { kind: 'allowed' } | { kind: 'refused'; retryAfterSeconds: number }
  /** How many different people the caller has asked for today. */
  peopleToday(caller: string): number
}

type Counter = { endsAt: number; used: number }
type CallerState = { windows: Map<string, Counter>; day: Counter & { people: Set<string> } }

/**
 * Limits of this process, in memory: no await on a request's path. Windows begin with a caller's first call and end
 * after their seconds; days are São Paulo's. Callers are keys and members: the map is as large as those two at most.
 */
export function createRateLimiter(clock: Clock): RateLimiter {
  const callers = new Map<string, CallerState>()

  function stateOf(caller: string, now: number): CallerState {
    const state = callers.get(caller) ?? { windows: new Map(), day: newDay(now) }
    if (now >= state.day.endsAt) state.day = newDay(now)
    callers.set(caller, state)
    return state
  }

  function countedOf(state: CallerState, limits: RateLimits, now: number) {
    return limits.windows.map((window) => ({ window, counter: counterOf(state, window, now) }))
  }

  return {
    look(caller, limits) {
      const now = clock.now().getTime()
      return headersOf(limits, tightestItem(countedOf(stateOf(caller, now), limits, now), now))
    },
    take(caller, limits) {
      const now = clock.now().getTime()
      const state = stateOf(caller, now)
      const counted = countedOf(state, limits, now)
      const full = counted.find(({ window, counter }) => counter.used >= window.quota)
      const dayIsOver = state.day.used >= limits.callsPerDay
      if (!full && !dayIsOver) {
        for (const { counter } of counted) counter.used += 1
        state.day.used += 1
      }
      const headers = headersOf(limits, dayIsOver ? dailyItem(limits, state, now) : tightestItem(counted, now))
      if (dayIsOver) {
        return {
          kind: 'refused',
          code: 'cota_excedida',
          retryAfterSeconds: secondsUntil(state.day.endsAt, now),
          headers,
        }
      }
      if (full) {
        const retryAfterSeconds = secondsUntil(full.counter.endsAt, now)
        return { kind: 'refused', code: 'limite_excedido', retryAfterSeconds, headers }
      }
      return { kind: 'allowed', headers }
    },
    meet(caller, limits, person) {
      const now = clock.now().getTime()
      const { day } = stateOf(caller, now)
      if (!day.people.has(person)) {
        if (day.people.size >= limits.peoplePerDay) {
          return { kind: 'refused', retryAfterSeconds: secondsUntil(day.endsAt, now) }
        }
        day.people.add(person)
      }
      return { kind: 'allowed' }
    },
    peopleToday(caller) {
      const day = callers.get(caller)?.day
      return day && clock.now().getTime() < day.endsAt ? day.people.size : 0
    },
  }
}

function newDay(now: number): CallerState['day'] {
  const tomorrow = addDays(civilDateOf(new Date(now)), 1)
  return { endsAt: Date.parse(`${tomorrow}${SAO_PAULO_MIDNIGHT}`), used: 0, people: new Set() }
}

function counterOf(state: CallerState, { name, seconds }: RateWindow, now: number): Counter {
  const running = state.windows.get(name)
  // A window that was made longer or shorter meanwhile goes on until its end: changes never restart one.
  if (running && now < running.endsAt) return running
  const fresh = { endsAt: now + seconds * 1_000, used: 0 }
  state.windows.set(name, fresh)
  return fresh
}

type Item = { name: string; left: number; seconds: number }

/** The window that will refuse first, for the `RateLimit` field. */
function tightestItem(counted: readonly { window: RateWindow; counter: Counter }[], now: number): Item {
  const items = counted.map(({ window, counter }) => ({
    name: window.name,
    left: Math.max(0, window.quota - counter.used),
    seconds: secondsUntil(counter.endsAt, now),
  }))
  return items.reduce((tightest, item) => (item.left < tightest.left ? item : tightest))
}

function dailyItem(limits: RateLimits, { day }: CallerState, now: number): Item {
  return { name: 'daily', left: Math.max(0, limits.callsPerDay - day.used), seconds: secondsUntil(day.endsAt, now) }
}

/** The fields of draft-ietf-httpapi-ratelimit-headers, as structured fields. */
function headersOf(limits: RateLimits, item: Item): RateDecision['headers'] {
  const policies = limits.windows.map(({ name, quota, seconds }) => `"${name}";q=${quota};w=${seconds}`)
  return {
    'RateLimit-Policy': [...policies, `"daily";q=${limits.callsPerDay};w=${DAY_SECONDS}`].join(','),
    RateLimit: `"${item.name}";r=${item.left};t=${item.seconds}`,
  }
}

function secondsUntil(instant: number, now: number): number {
  return Math.max(1, Math.ceil((instant - now) / 1_000))
}
