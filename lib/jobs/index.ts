import type { PortalClient } from '#lib/datastores/portal-database.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Job } from './job.ts'
import { purgeInvitations } from './purge-invitations.ts'
import { purgePasswordResets } from './purge-password-resets.ts'
import { purgePersonReferences } from './purge-person-references.ts'
import { purgeSessions } from './purge-sessions.ts'
import { purgeThrottles } from './purge-throttles.ts'
import { purgeTokenDenials } from './purge-token-denials.ts'
import { purgeUsage } from './purge-usage.ts'
import { createPostgresPurgeStore } from './store.postgres.ts'

export { collectUsage } from './collect-usage.ts'
export type { Job } from './job.ts'
export { purgeTasks } from './purge-tasks.ts'
export { runTasks } from './run-tasks.ts'
export { startJobs } from './scheduler.ts'
export { signCheckpoints } from './sign-checkpoints.ts'

/** Every job of the worker. */
export function createJobs(portal: PortalClient, clock: Clock): Job[] {
  const store = createPostgresPurgeStore(portal)
  const purges = [
    purgeSessions,
    purgePasswordResets,
    purgeInvitations,
    purgePersonReferences,
    purgeThrottles,
    purgeTokenDenials,
    purgeUsage,
  ]
  return purges.map((create) => create(store, clock))
}
