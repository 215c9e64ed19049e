import { passwordProblem } from '#lib/access/passwords/password-policy.ts'
import { placeOf } from '#lib/http/peer-address.ts'
import { passwordChangedLetter } from '#lib/mail/index.ts'
import type { MembersContext } from '../context.ts'
import { digestOfToken } from '../one-time-token.ts'
import { ResetPasswordInput } from '../schemas.ts'
import type { Member } from '../store.ts'
import type { Throttled } from '../throttle.ts'
import type { Visitor } from '../visitor.ts'
import type { WeakPassword } from './change-password.ts'

export type ResetPasswordResult =
  | { kind: 'changed'; email: string }
  | { kind: 'invalid_token' }
  | WeakPassword
  | Throttled

/**
 * Sets a new password for whoever holds a live link. The token is good once, of two at the same moment too; every
 * session of the member ends. A weak password doesn't spend the token. Unknown, spent and expired tokens, and those of a
 * member who was suspended meanwhile, are one answer.
 */
export async function resetPassword(
  context: MembersContext,
  visitor: Visitor,
  raw: unknown,
): Promise<ResetPasswordResult> {
  const attempt = await context.throttle.attempt([{ limit: 'token:address', key: placeOf(visitor.ip) }])
  if (attempt.kind === 'throttled') return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
  const parsed = ResetPasswordInput.safeParse(raw)
  if (!parsed.success) return { kind: 'invalid_token' }
  const tokenHash = digestOfToken(parsed.data.token)
  const member = await memberOf(context, tokenHash)
  if (!member) return { kind: 'invalid_token' }
  const problem = passwordProblem(parsed.data.password, member.email)
  if (problem) return { kind: 'weak_password', problem }

  const hash = await context.passwords.hash(parsed.data.password)
  const spent = await context.store.within(member.institutionId, async (rows) => {
    const now = context.clock.now()
    if (!(await rows.passwordResets.spend(tokenHash, now))) return false
    await rows.members.setPassword(member.id, hash, now)
    await rows.sessions.endAll(member.id, now)
    await rows.passwordResets.spendAll(member.id, now)
    await rows.record({
      id: context.ids('event'),
      at: now,
      event: 'password.reset',
      outcome: 'done',
      memberId: member.id,
      subjects: [member.id],
      ip: visitor.ip,
      requestId: visitor.requestId,
    })
    return true
  })
  if (!spent) return { kind: 'invalid_token' }
  context.background.run('mail.password-changed', () =>
    context.mail.send({ to: member.email, ...passwordChangedLetter(member.language) }),
  )
  return { kind: 'changed', email: member.email }
}

/** The active member whose live token this is. */
async function memberOf({ store, clock }: MembersContext, tokenHash: Buffer): Promise<Member | null> {
  const reset = await store.findPasswordReset(tokenHash)
  if (!reset || reset.usedAt !== null || reset.expiresAt <= clock.now()) return null
  const member = await store.within(reset.institutionId, (rows) => rows.members.find(reset.memberId))
  return member?.status === 'active' ? member : null
}
