/** What became of a call, as Hystrix counts them. `denied` is a no that says nothing about the dependency's health. */
export const CALL_OUTCOMES = [
  'success',
  'failure',
  'timeout',
  'denied',
  'short_circuited',
  'bulkhead_rejected',
] as const
export type CallOutcome = (typeof CALL_OUTCOMES)[number]
export type Counts = Record<CallOutcome, number>

const BUCKET_MS = 1_000
const BUCKETS = 10
/** Of a busy second so many latencies are kept, evenly overwritten: enough for a p99. */
const SAMPLES = 256

type Bucket = { second: number; counts: Counts; latencies: number[]; seen: number }

export function noCounts(): Counts {
  return { success: 0, failure: 0, timeout: 0, denied: 0, short_circuited: 0, bulkhead_rejected: 0 }
}

/** The last ten seconds, by the second: counts of outcomes, and latencies of the calls that were made. */
export class RollingWindow {
  #buckets: Bucket[] = []
  readonly #now: () => number

  /** `now` is in milliseconds and never runs backwards. */
  constructor(now: () => number) {
    this.#now = now
  }

  count(outcome: CallOutcome, tookMs?: number): void {
    const bucket = this.#current()
    bucket.counts[outcome] += 1
    if (tookMs === undefined) return
    bucket.latencies[bucket.seen % SAMPLES] = tookMs
    bucket.seen += 1
  }

  sums(): Counts {
    const sums = noCounts()
    for (const { counts } of this.#live()) for (const outcome of CALL_OUTCOMES) sums[outcome] += counts[outcome]
    return sums
  }

  /** Calls of each of the ten seconds, the oldest first. */
  perSecond(): number[] {
    const second = this.#second()
    const live = this.#live()
    return Array.from({ length: BUCKETS }, (_, place) => {
      const bucket = live.find((one) => one.second === second - (BUCKETS - 1 - place))
      return bucket ? Object.values(bucket.counts).reduce((sum, count) => sum + count, 0) : 0
    })
  }

  /** Latencies in milliseconds, ascending. */
  latencies(): number[] {
    return this.#live()
      .flatMap(({ latencies }) => latencies)
      .sort((a, b) => a - b)
  }

  clear(): void {
    this.#buckets = []
  }

  #second(): number {
    return Math.floor(this.#now() / BUCKET_MS)
  }

  #live(): Bucket[] {
    const oldest = this.#second() - BUCKETS
    return this.#buckets.filter(({ second }) => second > oldest)
  }

  #current(): Bucket {
    const second = this.#second()
    const last = this.#buckets.at(-1)
    if (last?.second === second) return last
    const bucket = { second, counts: noCounts(), latencies: [], seen: 0 }
    this.#buckets = [...this.#live(), bucket]
    return bucket
  }
}
