import { Gauge } from 'prom-client'
import type { Metrics } from '#lib/telemetry/metrics.ts'
import type { BreakerReport } from './breaker-report.ts'
import type { BreakerWatch, ProcessBreakers } from './breaker-watch.ts'
import { CALL_OUTCOMES } from './rolling-window.ts'

const LABELS = ['caller', 'dependency', 'operation']
const LEVEL = { closed: 0, half_open: 1, open: 2 } as const

/**
 * The breakers of all processes, read when the metrics are. Labels are of bounded lists. A process that can't be asked
 * has no values but `crivo_breakers_readable` 0, rather than its last ones.
 */
export function exposeBreakers({ registry }: Metrics, watch: Pick<BreakerWatch, 'read'>): void {
  /** Each reads for itself: the registry collects all at once, and the watch asks the processes once for all. */
  function gauge(
    name: string,
    help: string,
    labelNames: string[],
    fill: (gauge: Gauge, told: ProcessBreakers) => void,
  ) {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const processes = await watch.read()
        this.reset()
        for (const told of processes) fill(this, told)
      },
    })
  }
  const each =
    (set: (gauge: Gauge, labels: Record<string, string>, breaker: BreakerReport) => void) =>
    (gauge: Gauge, told: ProcessBreakers) => {
      for (const breaker of told.reachable ? told.breakers : []) {
        const { dependency, operation } = breaker
        set(gauge, { caller: told.process, dependency, operation }, breaker)
      }
    }

  gauge('crivo_breakers_readable', 'Whether a process told of its breakers.', ['caller'], (one, told) =>
    one.set({ caller: told.process }, told.reachable ? 1 : 0),
  )
  gauge(
    'crivo_breaker_state',
    'State of a circuit breaker: 0 closed, 1 half-open, 2 open.',
    LABELS,
    each((one, labels, { state }) => one.set(labels, LEVEL[state])),
  )
  gauge(
    'crivo_breaker_in_flight',
    'Calls under way, of the room that the bulkhead has.',
    LABELS,
    each((one, labels, { inFlight }) => one.set(labels, inFlight)),
  )
  gauge(
    'crivo_breaker_calls',
    'Calls since the process began, by what became of them.',
    [...LABELS, 'outcome'],
    each((one, labels, { totals }) => {
      for (const outcome of CALL_OUTCOMES) one.set({ ...labels, outcome }, totals[outcome])
    }),
  )
}
