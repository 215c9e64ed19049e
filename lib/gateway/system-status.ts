import type { Clock } from '#lib/kernel/clock.ts'
import type { Dependency, HttpClient } from './http-client.ts'

export type SystemStatus = { ready: boolean; tookMs: number }

export type StatusGateway = {
  /** What each system answers right now, at most two seconds old. Never throws. */
  probe(): Promise<Readonly<Record<Dependency, SystemStatus>>>
}

/** Many pages ask at once; the systems are asked at most this often. */
const FRESH_MS = 2_000
/** A page that shows the state doesn't wait for a system that hangs. */
const PATIENCE_MS = 1_000

export function createStatusGateway(clients: Readonly<Record<Dependency, HttpClient>>, clock: Clock): StatusGateway {
  let last: { at: number; answer: Promise<Readonly<Record<Dependency, SystemStatus>>> } | undefined

  async function ask(client: HttpClient): Promise<SystemStatus> {
    const outcome = await client.send({
      method: 'GET',
      path: '/health/ready',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return { ready: outcome.kind === 'answered' && outcome.status === 200, tookMs: Math.round(outcome.tookMs) }
  }

  async function askAll(): Promise<Readonly<Record<Dependency, SystemStatus>>> {
    const [sistema1, sistema2, sistema3, auth] = await Promise.all([
      ask(clients.sistema1),
      ask(clients.sistema2),
      ask(clients.sistema3),
      ask(clients.auth),
    ])
    return { sistema1, sistema2, sistema3, auth }
  }

  return {
    probe() {
      const now = clock.now().getTime()
      if (!last || now - last.at >= FRESH_MS) last = { at: now, answer: askAll() }
      return last.answer
    },
  }
}
