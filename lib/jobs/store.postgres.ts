import type { PortalClient } from '#lib/datastores/portal-database.ts'
import { whenReachable } from '#lib/datastores/postgres.ts'
import type { PurgeStore } from './store.ts'

/** As the role `portal_worker`, which may delete these rows and see the one column of each that it goes by. */
export function createPostgresPurgeStore(client: PortalClient): PurgeStore {
  const count = (deletion: () => Promise<{ count: number }>) => whenReachable(async () => (await deletion()).count)
  return {
    deleteSessionsCreatedBefore: (instant) =>
      count(() => client.session.deleteMany({ where: { createdAt: { lt: instant } } })),
    deletePasswordResetsExpiredBefore: (instant) =>
      count(() => client.passwordReset.deleteMany({ where: { expiresAt: { lt: instant } } })),
    deleteInvitationsExpiredBefore: (instant) =>
      count(() => client.invitation.deleteMany({ where: { expiresAt: { lt: instant } } })),
    deletePersonReferencesUnusedSince: (instant) =>
      count(() => client.personReference.deleteMany({ where: { lastUsedAt: { lt: instant } } })),
    deleteThrottlesExpiredBefore: (instant) =>
      count(() => client.throttle.deleteMany({ where: { expire: { lt: BigInt(instant.getTime()) } } })),
    deleteTokenDenialsExpiredBefore: (instant) =>
      count(() => client.tokenDenial.deleteMany({ where: { expiresAt: { lt: instant } } })),
    async deleteUsageBefore(day) {
      const before = new Date(`${day}T00:00:00Z`)
      // A process whose last batch is as old counts no more.
      await count(() => client.usageBatch.deleteMany({ where: { at: { lt: before } } }))
      return count(() => client.usageDay.deleteMany({ where: { day: { lt: before } } }))
    },
  }
}
