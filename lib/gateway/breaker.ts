import type { Clock } from '#lib/kernel/clock.ts'
import { type CallOutcome, type Counts, noCounts, RollingWindow } from './rolling-window.ts'

export type BreakerState = 'closed' | 'open' | 'half_open'
export type Transition = { at: string; from: BreakerState; to: BreakerState }

export type BreakerSettings = {
  /** The least number of judged calls in the window that may open it, and the share of them that failed. */
  minimumCalls: number
  errorPercent: number
  /** How long it stays open before one call tries. */
  sleepMs: number
  /** Calls under way at once, those still running after their time-out included. */
  maxConcurrent: number
}

export const BREAKER_SETTINGS: BreakerSettings = {
  minimumCalls: 20,
  errorPercent: 50,
  sleepMs: 5_000,
  maxConcurrent: 32,
}

/** `denied`: the dependency said no, or the caller gave up: nothing is learned of its health. */
export type Judgement = Extract<CallOutcome, 'success' | 'failure' | 'timeout' | 'denied'>

export type Permit = {
  kind: 'admitted'
  /** What the caller got, once: whatever comes later is too late to move anything. */
  judge(judgement: Judgement, tookMs: number): void
  /** The call no longer runs, whenever its caller was answered: gives its place back. */
  end(): void
}
export type Refusal = { kind: 'refused'; reason: 'circuit_open' | 'bulkhead_full'; retryAfterMs: number }

export type BreakerView = {
  state: BreakerState
  /** Since when, RFC 3339. */
  since: string
  inFlight: number
  window: Counts
  perSecond: number[]
  latencies: number[]
  /** Since the process began. */
  totals: Counts
  /** The latest last. */
  transitions: readonly Transition[]
}

export type Breaker = { admit(): Permit | Refusal; view(): BreakerView }

export type BreakerDeps = {
  clock: Clock
  /** Milliseconds that never run backwards; a clock may be set. */
  monotonicMs?: () => number
  onTransition?: (transition: Transition) => void
}

const TRANSITIONS_KEPT = 20
const RETRY_SOON_MS = 1_000

/** A circuit breaker with Hystrix's semantics (decision 066): one for each operation of a dependency. */
export function createBreaker(settings: BreakerSettings, deps: BreakerDeps): Breaker {
  const now = deps.monotonicMs ?? (() => performance.now())
  let state: BreakerState = 'closed'
  let since = deps.clock.now().toISOString()
  let openedAt = 0
  let probing = false
  let inFlight = 0
  /** Grows with each transition: an answer to a call of an earlier one is late. */
  let generation = 0
  const judged = new RollingWindow(now)
  const shown = new RollingWindow(now)
  const totals = noCounts()
  const transitions: Transition[] = []

  function note(outcome: CallOutcome, tookMs?: number): void {
    shown.count(outcome, tookMs)
    totals[outcome] += 1
  }

  function move(to: BreakerState): void {
    const transition = { at: deps.clock.now().toISOString(), from: state, to }
    state = to
    since = transition.at
    generation += 1
    probing = false
    if (to === 'open') openedAt = now()
    judged.clear()
    transitions.push(transition)
    if (transitions.length > TRANSITIONS_KEPT) transitions.shift()
    deps.onTransition?.(transition)
  }

  function learn(judgement: Judgement): void {
    if (state === 'half_open') {
      // A denial closes nothing and opens nothing: the next call tries instead.
      probing = false
      if (judgement !== 'denied') move(judgement === 'success' ? 'closed' : 'open')
      return
    }
    if (judgement === 'denied') return
    judged.count(judgement)
    const { success, failure, timeout } = judged.sums()
    const failed = failure + timeout
    const calls = success + failed
    if (calls >= settings.minimumCalls && failed * 100 >= settings.errorPercent * calls) move('open')
  }

  function refuse(reason: Refusal['reason'], retryAfterMs: number): Refusal {
    note(reason === 'circuit_open' ? 'short_circuited' : 'bulkhead_rejected')
    return { kind: 'refused', reason, retryAfterMs }
  }

  return {
    admit() {
      const waitMs = state === 'open' ? openedAt + settings.sleepMs - now() : 0
      if (waitMs > 0) return refuse('circuit_open', waitMs)
      if (probing) return refuse('circuit_open', RETRY_SOON_MS)
      // Before the probe is given away: a bulkhead full of calls that hang is no reason to wait for another sleep.
      if (inFlight >= settings.maxConcurrent) return refuse('bulkhead_full', RETRY_SOON_MS)
      if (state === 'open') move('half_open')
      probing = state === 'half_open'
      inFlight += 1
      const born = generation
      let isJudged = false
      let hasEnded = false
      return {
        kind: 'admitted',
        judge(judgement, tookMs) {
          if (isJudged) return
          isJudged = true
          note(judgement, tookMs)
          if (born === generation) learn(judgement)
        },
        end() {
          if (!hasEnded) inFlight -= 1
          hasEnded = true
        },
      }
    },
    view: () => ({
      state,
      since,
      inFlight,
      window: shown.sums(),
      perSecond: shown.perSecond(),
      latencies: shown.latencies(),
      totals: { ...totals },
      transitions: [...transitions],
    }),
  }
}
