import type { CivilDate } from '#lib/kernel/clock.ts'

/** What the worker may remove from the portal's database, each by its age and nothing else. Says how many rows went. */
export type PurgeStore = {
  deleteSessionsCreatedBefore(instant: Date): Promise<number>
  deletePasswordResetsExpiredBefore(instant: Date): Promise<number>
  deleteInvitationsExpiredBefore(instant: Date): Promise<number>
  deletePersonReferencesUnusedSince(instant: Date): Promise<number>
  deleteThrottlesExpiredBefore(instant: Date): Promise<number>
  deleteTokenDenialsExpiredBefore(instant: Date): Promise<number>
  deleteUsageBefore(day: CivilDate): Promise<number>
}
