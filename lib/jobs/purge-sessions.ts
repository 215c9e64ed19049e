import type { Clock } from '#lib/kernel/clock.ts'
import type { Job } from './job.ts'
import type { PurgeStore } from './store.ts'

const KEPT_MS = 30 * 86_400_000

/** Sessions are kept for 30 days from their start, for tracing who was where, and then removed. */
export function purgeSessions(store: PurgeStore, clock: Clock): Job {
  return {
    name: 'purge-sessions',
    everyMs: 10 * 60_000,
    run: () => store.deleteSessionsCreatedBefore(new Date(clock.now().getTime() - KEPT_MS)),
  }
}
