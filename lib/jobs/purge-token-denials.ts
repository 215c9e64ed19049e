import type { Clock } from '#lib/kernel/clock.ts'
import type { Job } from './job.ts'
import type { PurgeStore } from './store.ts'

const GRACE_MS = 60_000

/** Denials of tokens that are over by themselves say nothing any more. */
export function purgeTokenDenials(store: PurgeStore, clock: Clock): Job {
  return {
    name: 'purge-token-denials',
    everyMs: 60_000,
    run: () => store.deleteTokenDenialsExpiredBefore(new Date(clock.now().getTime() - GRACE_MS)),
  }
}
