import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemClock } from '#lib/kernel/clock.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { serveLocally } from '#lib/testing/local-server.ts'
import { exposeBreakers } from './breaker-metrics.ts'
import { reportOf } from './breaker-report.ts'
import { BREAKERS_PATH, createBreakerWatch } from './breaker-watch.ts'
import { type Breakers, createBreakers } from './breakers.ts'
import { createHttpClient } from './http-client.ts'
import { hystrixEvents } from './hystrix-events.ts'

const NAME = { dependency: 'sistema1', operation: 'debt_summary' } as const

function failing(times: number): Breakers {
  const breakers = createBreakers()
  for (let i = 0; i < times; i += 1) {
    const permit = breakers.of(NAME, 800).admit()
    if (permit.kind !== 'admitted') continue
    permit.judge('timeout', 100 + i)
    permit.end()
  }
  return breakers
}

async function setUp(t: TestContext, own = failing(25)) {
  const asked: (string | undefined)[] = []
  const { url } = await serveLocally(t, (request, response) => {
    asked.push(request.url)
    response.end(JSON.stringify({ itens: failing(3).snapshots().map(reportOf) }))
  })
  const broken = await serveLocally(t, (_request, response) => response.end('{"itens":[{"state":"closed"}]}'))
  const clients = {
    sistema2: createHttpClient({ dependency: 'sistema2', url, timeoutMs: 2_000 }),
    sistema3: createHttpClient({ dependency: 'sistema3', url: broken.url, timeoutMs: 2_000 }),
  }
  t.after(() => Promise.all(Object.values(clients).map((client) => client.close())))
  const clock = new FakeClock()
  return { asked, clock, watch: createBreakerWatch({ own, clients, clock }) }
}

test('front tells of its breakers and of the others’; who tells nothing sensible is said to be unreadable', async (t) => {
  const { watch, asked, clock } = await setUp(t)
  const [front, sistema2, sistema3] = await watch.read()
  assert.ok(front?.reachable && sistema2?.reachable)
  assert.equal(front.breakers[0]?.state, 'open')
  assert.deepEqual(front.breakers[0]?.window, {
    success: 0,
    failure: 0,
    timeout: 20,
    denied: 0,
    short_circuited: 5,
    bulkhead_rejected: 0,
  })
  assert.equal(front.breakers[0]?.latency.percentiles['50'], 109)
  assert.equal(sistema2.breakers[0]?.state, 'closed')
  assert.deepEqual(sistema3, { process: 'sistema3', reachable: false })
  await watch.read()
  assert.deepEqual(asked, [BREAKERS_PATH])
  clock.advance({ seconds: 1 })
  await watch.read()
  assert.equal(asked.length, 2)
})

test('metrics carry caller, dependency, operation and outcome, and nothing else', async (t) => {
  const { watch } = await setUp(t)
  const metrics = createMetrics('front')
  exposeBreakers(metrics, watch)
  const text = await metrics.registry.metrics()
  const labels = 'caller="front",dependency="sistema1",operation="debt_summary"'
  assert.ok(text.includes(`crivo_breaker_state{${labels},process="front"} 2`))
  assert.ok(text.includes(`crivo_breaker_calls{${labels},outcome="timeout",process="front"} 20`))
  assert.ok(text.includes('crivo_breakers_readable{caller="sistema3",process="front"} 0'))
  assert.ok(!text.includes('crivo_breaker_state{caller="sistema3"'))
})

/** What hystrix-dashboard's hystrixCommand.js and hystrixThreadPool.js demand of an event: they throw without it. */
const DEMANDED = {
  HystrixCommand: [
    ...['reportingHosts', 'type', 'name', 'group', 'currentTime', 'isCircuitBreakerOpen', 'errorPercentage'],
    ...['errorCount', 'requestCount', 'rollingCountBadRequests', 'rollingCountCollapsedRequests'],
    ...['rollingCountExceptionsThrown', 'rollingCountFailure', 'rollingCountFallbackFailure'],
    ...['rollingCountFallbackRejection', 'rollingCountFallbackSuccess', 'rollingCountResponsesFromCache'],
    ...['rollingCountSemaphoreRejected', 'rollingCountShortCircuited', 'rollingCountSuccess'],
    ...['rollingCountThreadPoolRejected', 'rollingCountTimeout', 'currentConcurrentExecutionCount'],
    ...['latencyExecute_mean', 'latencyExecute', 'latencyTotal_mean', 'latencyTotal'],
    ...['propertyValue_circuitBreakerRequestVolumeThreshold', 'propertyValue_circuitBreakerSleepWindowInMilliseconds'],
    ...['propertyValue_circuitBreakerErrorThresholdPercentage', 'propertyValue_circuitBreakerForceOpen'],
    ...['propertyValue_circuitBreakerForceClosed', 'propertyValue_executionIsolationStrategy'],
    ...['propertyValue_executionIsolationThreadTimeoutInMilliseconds'],
    ...['propertyValue_executionIsolationThreadInterruptOnTimeout'],
    ...['propertyValue_executionIsolationSemaphoreMaxConcurrentRequests'],
    ...['propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests', 'propertyValue_requestCacheEnabled'],
    ...['propertyValue_requestLogEnabled', 'propertyValue_metricsRollingStatisticalWindowInMilliseconds'],
  ],
  HystrixThreadPool: [
    ...['reportingHosts', 'type', 'name', 'currentTime', 'currentActiveCount', 'currentCompletedTaskCount'],
    ...['currentCorePoolSize', 'currentLargestPoolSize', 'currentMaximumPoolSize', 'currentPoolSize'],
    ...['currentQueueSize', 'currentTaskCount', 'rollingCountThreadsExecuted', 'rollingMaxActiveThreads'],
    ...['propertyValue_queueSizeRejectionThreshold', 'propertyValue_metricsRollingStatisticalWindowInMilliseconds'],
  ],
} as const

test('Hystrix events hold all that Netflix’s dashboard demands, and say what the window says', async (t) => {
  const { watch } = await setUp(t)
  const events = hystrixEvents(await watch.read(), systemClock.now())
  assert.deepEqual(
    events.map(({ type, name }) => [type, name]),
    [
      ['HystrixCommand', 'front.sistema1.debt_summary'],
      ['HystrixThreadPool', 'front.sistema1.debt_summary'],
      ['HystrixCommand', 'sistema2.sistema1.debt_summary'],
      ['HystrixThreadPool', 'sistema2.sistema1.debt_summary'],
    ],
  )
  for (const event of events) {
    for (const field of DEMANDED[event.type as keyof typeof DEMANDED]) assert.notEqual(event[field], undefined, field)
  }
  const [command] = events
  assert.equal(command?.isCircuitBreakerOpen, true)
  assert.equal(command?.errorPercentage, 100)
  assert.equal(command?.rollingCountTimeout, 20)
  assert.equal(command?.rollingCountShortCircuited, 5)
  const percentiles = command?.latencyExecute as Record<string, number>
  assert.deepEqual(Object.keys(percentiles).sort(), ['0', '100', '25', '50', '75', '90', '95', '99', '99.5'].sort())
})
