import { callOf } from '#lib/members/call-of.ts'
import type { ListedInvitation, ListedMember, LiveSession, OwnSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { readVisitor } from '../session/request-context.ts'

const PAGE = 100

/** The people of one's own institution. */
export async function readMembers(live: LiveSession): Promise<readonly ListedMember[]> {
  const page = await services().members.listMembers(callOf(live, await readVisitor()), { limit: PAGE })
  return page.items
}

/** Invitations that were neither accepted nor revoked. */
export async function readInvitations(live: LiveSession): Promise<readonly ListedInvitation[]> {
  const page = await services().members.listInvitations(callOf(live, await readVisitor()), { limit: PAGE })
  return page.items
}

/** One's own live sessions, this one included. */
export async function readOwnSessions(live: LiveSession): Promise<readonly OwnSession[]> {
  return services().members.listSessions(callOf(live, await readVisitor()), {})
}

/** How many of one's own recovery codes are left. */
export async function readRecoveryCodesLeft(live: LiveSession): Promise<number> {
  return services().members.countRecoveryCodes(callOf(live, await readVisitor()), {})
}
