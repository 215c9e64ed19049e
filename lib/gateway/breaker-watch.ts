import type { Clock } from '#lib/kernel/clock.ts'
import { type BreakerReport, BreakerReportsSchema, reportOf } from './breaker-report.ts'
import type { Breakers } from './breakers.ts'
import { type HttpClient, jsonOf } from './http-client.ts'

export type WatchedProcess = 'front' | 'sistema2' | 'sistema3'
/** A process that can't be asked says nothing of its breakers: neither that they are closed nor that there are none. */
export type ProcessBreakers =
  | { process: WatchedProcess; reachable: true; breakers: readonly BreakerReport[] }
  | { process: WatchedProcess; reachable: false }

export type BreakerWatch = {
  /** The breakers of all processes that call others, at most a second old. Never throws. */
  read(): Promise<readonly ProcessBreakers[]>
  /** Aborted when the process is about to stop: whoever streams ends then, and holds up no drain. */
  readonly stopping: AbortSignal
  stop(): void
}

const FRESH_MS = 1_000
const PATIENCE_MS = 800

/** Where each process tells of its breakers, on its own loopback listener; nothing of it is personal or secret. */
export const BREAKERS_PATH = '/interno/disjuntores'

export function createBreakerWatch(deps: {
  own: Breakers
  clients: Readonly<Record<'sistema2' | 'sistema3', HttpClient>>
  clock: Clock
}): BreakerWatch {
  const stopping = new AbortController()
  let last: { at: number; answer: Promise<readonly ProcessBreakers[]> } | undefined

  async function ask(process: 'sistema2' | 'sistema3'): Promise<ProcessBreakers> {
    const outcome = await deps.clients[process].send({
      method: 'GET',
      path: BREAKERS_PATH,
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (outcome.kind === 'failed' || outcome.status !== 200) return { process, reachable: false }
    const reports = BreakerReportsSchema.safeParse(jsonOf(outcome.body))
    return reports.success ? { process, reachable: true, breakers: reports.data.itens } : { process, reachable: false }
  }

  async function askAll(): Promise<readonly ProcessBreakers[]> {
    const others = await Promise.all([ask('sistema2'), ask('sistema3')])
    // Read last, so that it is as fresh as what was waited for.
    return [{ process: 'front', reachable: true, breakers: deps.own.snapshots().map(reportOf) }, ...others]
  }

  return {
    read() {
      const now = deps.clock.now().getTime()
      if (!last || Math.abs(now - last.at) >= FRESH_MS) last = { at: now, answer: askAll() }
      return last.answer
    },
    stopping: stopping.signal,
    stop: () => stopping.abort(),
  }
}
