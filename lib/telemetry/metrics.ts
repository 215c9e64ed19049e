import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The metrics of one process. Labels are bounded: a route pattern, never a path; a status class, never a message. */
export function createMetrics(processName: string) {
  const registry = new Registry()
  registry.setDefaultLabels({ process: processName })
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'crivo_http_requests_total',
    help: 'Answered HTTP requests by route pattern, method and status.',
    labelNames: ['route', 'method', 'status'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'crivo_http_request_duration_seconds',
    help: 'Time from the request to its answer, by route pattern.',
    labelNames: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  return {
    registry,
    observeRequest(route: string, method: string, status: number, seconds: number): void {
      requests.inc({ route, method, status })
      duration.observe({ route }, seconds)
    },
    /** How old something is that this process goes by, asked when the metrics are. */
    watchAge(what: string, ageMs: () => number): void {
      new Gauge({
        name: `crivo_${what}_age_seconds`,
        help: `How long ago ${what} was known to be complete.`,
        registers: [registry],
        collect() {
          this.set(ageMs() / 1_000)
        },
      })
    },
  }
}

export type Metrics = ReturnType<typeof createMetrics>
