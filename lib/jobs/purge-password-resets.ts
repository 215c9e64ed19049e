import type { Clock } from '#lib/kernel/clock.ts'
import type { Job } from './job.ts'
import type { PurgeStore } from './store.ts'

const KEPT_MS = 86_400_000

/** Links for a new password are removed a day after their end, used or not; the trail keeps that there was one. */
export function purgePasswordResets(store: PurgeStore, clock: Clock): Job {
  return {
    name: 'purge-password-resets',
    everyMs: 10 * 60_000,
    run: () => store.deletePasswordResetsExpiredBefore(new Date(clock.now().getTime() - KEPT_MS)),
  }
}
