import type { Clock } from '#lib/kernel/clock.ts'
import type { Job } from './job.ts'
import type { PurgeStore } from './store.ts'

const KEPT_MS = 30 * 86_400_000

/** Invitations stay listed for 30 days after their end, so that an administrator sees what came of them. */
export function purgeInvitations(store: PurgeStore, clock: Clock): Job {
  return {
    name: 'purge-invitations',
    everyMs: 10 * 60_000,
    run: () => store.deleteInvitationsExpiredBefore(new Date(clock.now().getTime() - KEPT_MS)),
  }
}
