import { type BreakerReport, errorsOf } from './breaker-report.ts'
import type { ProcessBreakers } from './breaker-watch.ts'

const WINDOW_MS = 10_000

/**
 * The breakers as Hystrix's own events (SerialHystrixDashboardData of hystrix-serialization 1.5, field by field), one
 * HystrixCommand each, and for its bulkhead one HystrixThreadPool without a queue. What has no counterpart here is zero.
 */
export function hystrixEvents(processes: readonly ProcessBreakers[], at: Date): Record<string, unknown>[] {
  return processes.flatMap((told) =>
    told.reachable
      ? told.breakers.flatMap((breaker) => {
          const name = `${told.process}.${breaker.dependency}.${breaker.operation}`
          return [commandEvent(name, breaker, at), threadPoolEvent(name, breaker, at)]
        })
      : [],
  )
}

function commandEvent(name: string, breaker: BreakerReport, at: Date) {
  const { window, latency, settings } = breaker
  const { calls, failed, percent } = errorsOf(breaker)
  const exceptions = failed + window.short_circuited + window.bulkhead_rejected + window.denied
  return {
    type: 'HystrixCommand',
    name,
    group: breaker.dependency,
    currentTime: at.getTime(),
    isCircuitBreakerOpen: breaker.state !== 'closed',
    errorPercentage: percent,
    errorCount: failed,
    requestCount: calls,
    rollingCountBadRequests: window.denied,
    rollingCountCollapsedRequests: 0,
    rollingCountEmit: 0,
    rollingCountExceptionsThrown: exceptions,
    rollingCountFailure: window.failure,
    rollingCountFallbackEmit: 0,
    rollingCountFallbackFailure: 0,
    rollingCountFallbackMissing: 0,
    rollingCountFallbackRejection: 0,
    rollingCountFallbackSuccess: 0,
    rollingCountResponsesFromCache: 0,
    rollingCountSemaphoreRejected: 0,
    rollingCountShortCircuited: window.short_circuited,
    rollingCountSuccess: window.success,
    rollingCountThreadPoolRejected: window.bulkhead_rejected,
    rollingCountTimeout: window.timeout,
    currentConcurrentExecutionCount: breaker.inFlight,
    rollingMaxConcurrentExecutionCount: breaker.inFlight,
    latencyExecute_mean: latency.mean,
    latencyExecute: latency.percentiles,
    latencyTotal_mean: latency.mean,
    latencyTotal: latency.percentiles,
    propertyValue_circuitBreakerRequestVolumeThreshold: settings.minimumCalls,
    propertyValue_circuitBreakerSleepWindowInMilliseconds: settings.sleepMs,
    propertyValue_circuitBreakerErrorThresholdPercentage: settings.errorPercent,
    propertyValue_circuitBreakerForceOpen: false,
    propertyValue_circuitBreakerForceClosed: false,
    propertyValue_circuitBreakerEnabled: true,
    propertyValue_executionIsolationStrategy: 'THREAD',
    propertyValue_executionIsolationThreadTimeoutInMilliseconds: breaker.timeoutMs,
    propertyValue_executionTimeoutInMilliseconds: breaker.timeoutMs,
    propertyValue_executionIsolationThreadInterruptOnTimeout: true,
    propertyValue_executionIsolationThreadPoolKeyOverride: null,
    propertyValue_executionIsolationSemaphoreMaxConcurrentRequests: settings.maxConcurrent,
    propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests: 0,
    propertyValue_metricsRollingStatisticalWindowInMilliseconds: WINDOW_MS,
    propertyValue_requestCacheEnabled: false,
    propertyValue_requestLogEnabled: false,
    reportingHosts: 1,
    threadPool: name,
  }
}

function threadPoolEvent(name: string, { window, totals, inFlight, settings }: BreakerReport, at: Date) {
  const made = (counts: BreakerReport['window']) => counts.success + counts.failure + counts.timeout + counts.denied
  return {
    type: 'HystrixThreadPool',
    name,
    currentTime: at.getTime(),
    currentActiveCount: inFlight,
    currentCompletedTaskCount: made(totals),
    currentCorePoolSize: settings.maxConcurrent,
    currentLargestPoolSize: settings.maxConcurrent,
    currentMaximumPoolSize: settings.maxConcurrent,
    currentPoolSize: settings.maxConcurrent,
    currentQueueSize: 0,
    currentTaskCount: made(totals) + inFlight,
    rollingCountThreadsExecuted: made(window),
    rollingMaxActiveThreads: inFlight,
    rollingCountCommandRejections: window.bulkhead_rejected,
    propertyValue_queueSizeRejectionThreshold: 0,
    propertyValue_metricsRollingStatisticalWindowInMilliseconds: WINDOW_MS,
    reportingHosts: 1,
  }
}
