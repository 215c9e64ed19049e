import type { LiveSession } from '#lib/members/index.ts'
import { destinationsFor } from '../destinations.ts'

/** The first page that is of use to a member: what they may do decides. */
export function homeOf(live: LiveSession): string {
  if (live.secondFactorMissing) return '/minha-conta'
  return destinationsFor(live.actor.permissions)[0]?.href ?? '/minha-conta'
}
