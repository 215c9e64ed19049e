import type { Outcome } from '#lib/audit/portal-trail.ts'
import { placeOf } from '#lib/http/peer-address.ts'
import type { MemberId, SessionId } from '#lib/kernel/ids.ts'
import type { MembersContext } from '../context.ts'
import { spendCode } from '../proof.ts'
import { SignInInput } from '../schemas.ts'
import { idleEnd, SESSION_ABSOLUTE_MS } from '../session-life.ts'
import type { Account, MembersEvent, TrailEntry } from '../store.ts'
import { accountKey, type Throttled } from '../throttle.ts'
import type { Visitor } from '../visitor.ts'

export type SignInResult =
  | { kind: 'signed_in'; sessionId: SessionId; memberId: MemberId }
  | { kind: 'refused' }
  /** The password is right, and a code of the second factor is asked for beside it. */
  | { kind: 'code_needed' }
  | { kind: 'code_refused' }
  | Throttled

const USER_AGENT_LENGTH = 200

/**
 * Opens a session for an e-mail and a password, and a code where the member has a second factor. Unknown address, wrong password, suspended member, suspended
 * institution and nonsense are one answer, after the same work: the password is hashed on every branch, against nobody's
 * hash where there is no account. Attempts are counted before that, by account and by address, and given back when one
 * succeeds. Not idempotent: each success is another session. Throws only when it can't decide: `sobrecarga`,
 * `fonte_indisponivel`, `auditoria_indisponivel`.
 */
export async function signIn(context: MembersContext, visitor: Visitor, raw: unknown): Promise<SignInResult> {
  const parsed = SignInInput.safeParse(raw)
  // What isn't an address is tried all the same, as nobody's, so that it costs and tells as much.
  const { email, password, code } = parsed.success ? parsed.data : { email: '', password: '', code: undefined }
  const place = placeOf(visitor.ip)
  const account = accountKey(email)
  const attempt = await context.throttle.attempt([
    { limit: 'sign-in:address', key: place },
    { limit: 'sign-in:account-from-address', key: `${account}|${place}` },
    { limit: 'sign-in:account', key: account },
  ])
  if (attempt.kind === 'throttled') {
    if (attempt.isFirst) await context.store.recordUnknown(entryOf(context, visitor, 'throttled', null))
    return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
  }

  const found = await context.store.findAccountByEmail(email)
  const active = found?.member.status === 'active' && found.institution.status === 'active'
  const verified = await context.passwords.verify(password, active ? found.passwordHash : null)
  if (!found || !active || !verified) {
    await recordRefusal(context, visitor, found)
    return { kind: 'refused' }
  }
  if (found.member.secondFactorSince) {
    const asked = await askCode(context, visitor, found, code)
    if (asked.kind === 'code_needed') await attempt.giveBack()
    if (asked.kind !== 'proved') return asked
  }
  const sessionId = await openSession(context, visitor, found)
  await attempt.giveBack()
  return { kind: 'signed_in', sessionId, memberId: found.member.id }
}

/** Whoever gets this far knows the password, so each of these answers is on record. */
async function askCode(context: MembersContext, visitor: Visitor, { member }: Account, code: string | undefined) {
  const record = (outcome: Outcome, event: MembersEvent) =>
    context.store.within(member.institutionId, (rows) =>
      rows.record({ ...entryOf(context, visitor, outcome, member.id), event }),
    )
  if (code === undefined) {
    await record('done', 'second_factor.asked')
    return { kind: 'code_needed' } as const
  }
  const spent = await spendCode(context, member, code)
  if (spent.kind !== 'proved') await record(spent.kind === 'throttled' ? 'throttled' : 'refused', 'session.opened')
  return spent
}

async function openSession(context: MembersContext, visitor: Visitor, { member }: Account): Promise<SessionId> {
  const now = context.clock.now()
  const id = context.ids('session')
  const absoluteExpiresAt = new Date(now.getTime() + SESSION_ABSOLUTE_MS)
  await context.store.within(member.institutionId, async (rows) => {
    await rows.sessions.insert({
      id,
      memberId: member.id,
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt: idleEnd(now, absoluteExpiresAt),
      absoluteExpiresAt,
      revokedAt: null,
      ip: visitor.ip,
      userAgent: visitor.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
    })
    await rows.record({ ...entryOf(context, visitor, 'done', member.id), subjects: [id] })
  })
  return id
}

async function recordRefusal(context: MembersContext, visitor: Visitor, found: Account | null): Promise<void> {
  const entry = entryOf(context, visitor, 'refused', found?.member.id ?? null)
  if (found) await context.store.within(found.institution.id, (rows) => rows.record(entry))
  else await context.store.recordUnknown(entry)
}

function entryOf(context: MembersContext, visitor: Visitor, outcome: Outcome, memberId: MemberId | null): TrailEntry {
  return {
    id: context.ids('event'),
    at: context.clock.now(),
    event: 'session.opened',
    outcome,
    memberId,
    subjects: memberId === null ? [] : [memberId],
    ip: visitor.ip,
    requestId: visitor.requestId,
  }
}
