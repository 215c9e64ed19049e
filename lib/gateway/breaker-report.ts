import { z } from 'zod'
import type { BreakerSnapshot } from './breakers.ts'
import type { CALL_OUTCOMES } from './rolling-window.ts'

const State = z.enum(['closed', 'open', 'half_open'])
const Count = z.int().min(0)
const CountsSchema = z.object({
  success: Count,
  failure: Count,
  timeout: Count,
  denied: Count,
  short_circuited: Count,
  bulkhead_rejected: Count,
}) satisfies z.ZodType<Record<(typeof CALL_OUTCOMES)[number], number>>

/** One breaker as a process tells of it: its state, its last ten seconds, and its latest transitions. */
export const BreakerReportSchema = z.object({
  dependency: z.enum(['sistema1', 'sistema2', 'sistema3', 'auth']),
  operation: z.string().regex(/^[a-z_]{1,40}$/),
  state: State,
  since: z.iso.datetime(),
  inFlight: Count,
  window: CountsSchema,
  perSecond: z.array(Count).length(10),
  /** Milliseconds, by percentile. */
  latency: z.object({ mean: z.number(), percentiles: z.record(z.string().max(5), z.number()) }),
  totals: CountsSchema,
  transitions: z.array(z.object({ at: z.iso.datetime(), from: State, to: State })).max(20),
  timeoutMs: Count,
  settings: z.object({ minimumCalls: Count, errorPercent: Count, sleepMs: Count, maxConcurrent: Count }),
})
export type BreakerReport = z.infer<typeof BreakerReportSchema>
export const BreakerReportsSchema = z.object({ itens: z.array(BreakerReportSchema).max(100) })

const PERCENTILES = [0, 25, 50, 75, 90, 95, 99, 99.5, 100]

export function reportOf({ latencies, transitions, ...rest }: BreakerSnapshot): BreakerReport {
  const at = (percent: number) =>
    Math.round(latencies[Math.ceil((percent / 100) * latencies.length) - 1] ?? latencies[0] ?? 0)
  const mean = latencies.reduce((sum, ms) => sum + ms, 0) / Math.max(1, latencies.length)
  const percentiles = Object.fromEntries(PERCENTILES.map((percent) => [String(percent), at(percent)]))
  return { ...rest, transitions: [...transitions], latency: { mean: Math.round(mean), percentiles } }
}

/** Of the calls that were judged, how many failed and what share that is, as Hystrix counts them. */
export function errorsOf({ window }: Pick<BreakerReport, 'window'>): {
  calls: number
  failed: number
  percent: number
} {
  const failed = window.failure + window.timeout
  const calls = window.success + failed
  return { calls, failed, percent: calls === 0 ? 0 : Math.round((failed * 100) / calls) }
}
