import { passwordProblem } from '#lib/access/passwords/password-policy.ts'
import { placeOf } from '#lib/http/peer-address.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { MembersContext } from '../context.ts'
import { digestOfToken } from '../one-time-token.ts'
import { AcceptInvitationInput } from '../schemas.ts'
import type { Invitation } from '../store.ts'
import type { Throttled } from '../throttle.ts'
import type { Visitor } from '../visitor.ts'
import type { WeakPassword } from './change-password.ts'
import { openInvitation } from './find-invitation.ts'

export type AcceptInvitationResult =
  | { kind: 'accepted'; email: string }
  | { kind: 'invalid_token' }
  | { kind: 'email_taken' }
  | WeakPassword
  | Throttled

/** A link that was cut short in copying is a bad link, whatever else was typed. */
const HasToken = AcceptInvitationInput.pick({ token: true }).loose()

/**
 * Makes the holder of an invitation a member, with the role the invitation names and a password of their choice. The
 * link is good once, of two at the same moment too; a weak password or a bad name doesn't spend it. `email_taken` when
 * the address has an account somewhere already. Doesn't sign in. Throws `requisicao_invalida` for a bad name.
 */
export async function acceptInvitation(
  context: MembersContext,
  visitor: Visitor,
  raw: unknown,
): Promise<AcceptInvitationResult> {
  const attempt = await context.throttle.attempt([{ limit: 'token:address', key: placeOf(visitor.ip) }])
  if (attempt.kind === 'throttled') return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
  if (!HasToken.safeParse(raw).success) return { kind: 'invalid_token' }
  const { token, name, password } = parseInput(AcceptInvitationInput, raw)
  const tokenHash = digestOfToken(token)
  const found = await openInvitation(context, tokenHash)
  if (!found) return { kind: 'invalid_token' }
  const { invitation } = found
  const problem = passwordProblem(password, invitation.email)
  if (problem) return { kind: 'weak_password', problem }

  const passwordHash = await context.passwords.hash(password)
  try {
    const accepted = await becomeMember(context, visitor, invitation, { tokenHash, name, passwordHash })
    return accepted ? { kind: 'accepted', email: invitation.email } : { kind: 'invalid_token' }
  } catch (error) {
    if (AppError.hasCode(error, 'conflito')) return { kind: 'email_taken' }
    throw error
  }
}

type Chosen = { tokenHash: Buffer; name: string; passwordHash: string }

function becomeMember(
  { store, clock, ids }: MembersContext,
  visitor: Visitor,
  { id: invitationId, institutionId, email, role, language }: Invitation,
  { tokenHash, name, passwordHash }: Chosen,
): Promise<boolean> {
  return store.within(institutionId, async (rows) => {
    const now = clock.now()
    if (!(await rows.invitations.accept(tokenHash, now))) return false
    const id = ids('member')
    await rows.members.insert({ id, email, name, role, language, passwordHash, status: 'active', createdAt: now })
    await rows.invitations.revokeOpen(email, now)
    await rows.record({
      id: ids('event'),
      at: now,
      event: 'invitation.accepted',
      outcome: 'done',
      memberId: id,
      subjects: [invitationId],
      ip: visitor.ip,
      requestId: visitor.requestId,
    })
    return true
  })
}
