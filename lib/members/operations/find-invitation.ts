import type { Role } from '#lib/access/roles.ts'
import { placeOf } from '#lib/http/peer-address.ts'
import type { MembersContext } from '../context.ts'
import { digestOfToken } from '../one-time-token.ts'
import { FindInvitationInput } from '../schemas.ts'
import type { Institution, Invitation } from '../store.ts'
import type { Throttled } from '../throttle.ts'
import type { Visitor } from '../visitor.ts'

export type FindInvitationResult =
  | { kind: 'found'; email: string; role: Role; institutionName: string; expiresAt: Date }
  | { kind: 'invalid_token' }
  | Throttled

/** What an invitation's page shows to whoever holds its link. Unknown, spent, revoked and expired are one answer. */
export async function findInvitation(
  context: MembersContext,
  visitor: Visitor,
  raw: unknown,
): Promise<FindInvitationResult> {
  const attempt = await context.throttle.attempt([{ limit: 'token:address', key: placeOf(visitor.ip) }])
  if (attempt.kind === 'throttled') return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
  const parsed = FindInvitationInput.safeParse(raw)
  const found = parsed.success ? await openInvitation(context, digestOfToken(parsed.data.token)) : null
  if (!found) return { kind: 'invalid_token' }
  const { email, role, expiresAt } = found.invitation
  return { kind: 'found', email, role, institutionName: found.institution.name, expiresAt }
}

/** The invitation behind a token while it can still be accepted, at an institution that is active. */
export async function openInvitation(
  { store, clock }: MembersContext,
  tokenHash: Buffer,
): Promise<{ invitation: Invitation; institution: Institution } | null> {
  const found = await store.findInvitation(tokenHash)
  if (found?.institution.status !== 'active') return null
  const { acceptedAt, revokedAt, expiresAt } = found.invitation
  return acceptedAt === null && revokedAt === null && clock.now() < expiresAt ? found : null
}
