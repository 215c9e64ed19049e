import type { Clock } from '#lib/kernel/clock.ts'
import type { Job } from './job.ts'
import type { PurgeStore } from './store.ts'

const GRACE_MS = 60_000

/** Counters of attempts whose time is over. They hold no more than digests and addresses, but need not grow either. */
export function purgeThrottles(store: PurgeStore, clock: Clock): Job {
  return {
    name: 'purge-throttles',
    everyMs: 5 * 60_000,
    run: () => store.deleteThrottlesExpiredBefore(new Date(clock.now().getTime() - GRACE_MS)),
  }
}
