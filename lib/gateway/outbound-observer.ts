import { Histogram } from 'prom-client'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Metrics } from '#lib/telemetry/metrics.ts'
import type { OutboundObservation } from './http-client.ts'

/** Counts and times every outbound call by dependency and outcome; logs the ones that brought no answer. */
export function createOutboundObserver(logger: Logger, metrics: Metrics): (call: OutboundObservation) => void {
  const duration = new Histogram({
    name: 'crivo_outbound_duration_seconds',
    help: 'Time of outbound calls by dependency and outcome.',
    labelNames: ['dependency', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers: [metrics.registry],
  })
  return ({ dependency, outcome, status, tookMs, errorCode }) => {
    duration.observe({ dependency, outcome: status >= 500 ? 'server_error' : outcome }, tookMs / 1_000)
    // A breaker logs that it opens, not each call that it keeps back.
    if (['answered', 'aborted', 'circuit_open', 'bulkhead_full'].includes(outcome)) return
    logger.warn({ event: 'outbound.failed', dependency, outcome, code: errorCode, ms: Math.round(tookMs) })
  }
}
