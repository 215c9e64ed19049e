import { placeOf } from '#lib/http/peer-address.ts'
import { passwordResetLetter } from '#lib/mail/index.ts'
import type { MembersContext } from '../context.ts'
import { createOneTimeToken, digestOfToken, linkWithToken } from '../one-time-token.ts'
import { RequestPasswordResetInput } from '../schemas.ts'
import { accountKey, type Throttled } from '../throttle.ts'
import type { Visitor } from '../visitor.ts'

export const RESET_MINUTES = 30

/**
 * Sends a link for choosing a new password, if the address has an active account. The answer comes before anybody is
 * looked up, so neither it nor its time says whether there is one. At most three letters an hour for an address; beyond
 * that the answer is still `accepted`, since "too many" would say that somebody asked before.
 */
export async function requestPasswordReset(
  context: MembersContext,
  visitor: Visitor,
  raw: unknown,
): Promise<{ kind: 'accepted' } | Throttled> {
  const attempt = await context.throttle.attempt([{ limit: 'reset-request:address', key: placeOf(visitor.ip) }])
  if (attempt.kind === 'throttled') return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
  const parsed = RequestPasswordResetInput.safeParse(raw)
  if (parsed.success) {
    context.background.run('password.reset_requested', () => sendLink(context, visitor, parsed.data.email))
  }
  return { kind: 'accepted' }
}

async function sendLink(context: MembersContext, visitor: Visitor, email: string): Promise<void> {
  const { store, throttle, clock, ids, mail, publicUrl } = context
  const attempt = await throttle.attempt([{ limit: 'reset-request:account', key: accountKey(email) }])
  const found = attempt.kind === 'allowed' ? await store.findAccountByEmail(email) : null
  const now = clock.now()
  const entry = { id: ids('event'), at: now, event: 'password.reset_requested', ip: visitor.ip } as const
  if (found?.member.status !== 'active' || found.institution.status !== 'active') {
    const outcome = attempt.kind === 'throttled' ? 'throttled' : 'refused'
    await store.recordUnknown({ ...entry, outcome, memberId: null, subjects: [], requestId: visitor.requestId })
    return
  }
  const { member } = found
  const token = createOneTimeToken()
  await store.within(member.institutionId, async (rows) => {
    const expiresAt = new Date(now.getTime() + RESET_MINUTES * 60_000)
    await rows.passwordResets.insert({
      tokenHash: digestOfToken(token),
      memberId: member.id,
      createdAt: now,
      expiresAt,
    })
    const about = { memberId: member.id, subjects: [member.id], requestId: visitor.requestId }
    await rows.record({ ...entry, outcome: 'done', ...about })
  })
  const link = linkWithToken(publicUrl, '/redefinir', token)
  await mail.send({ to: member.email, ...passwordResetLetter(member.language, { link, minutes: RESET_MINUTES }) })
}
