import type { Clock } from '#lib/kernel/clock.ts'
import type { Job } from './job.ts'
import type { PurgeStore } from './store.ts'

const KEPT_MS = 180 * 86_400_000

/** Page addresses of people whom nobody has opened for six months lead nowhere; the next look-up makes them anew. */
export function purgePersonReferences(store: PurgeStore, clock: Clock): Job {
  return {
    name: 'purge-person-references',
    everyMs: 60 * 60_000,
    run: () => store.deletePersonReferencesUnusedSince(new Date(clock.now().getTime() - KEPT_MS)),
  }
}
