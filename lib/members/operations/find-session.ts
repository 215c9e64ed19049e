import type { Permission } from '#lib/access/permission-catalogue.ts'
import { needsSecondFactor, permissionsOfRole, type Role } from '#lib/access/roles.ts'
import type { Tier } from '#lib/access/tier.ts'
import type { MemberActor } from '#lib/kernel/actor.ts'
import type { InstitutionId, MemberId, SessionId } from '#lib/kernel/ids.ts'
import type { MembersContext } from '../context.ts'
import type { Language } from '../schemas.ts'
import { idleEnd, isSessionLive, SESSION_TOUCH_MS } from '../session-life.ts'

/** A session that may be used now, and who uses it. */
export type LiveSession = {
  id: SessionId
  createdAt: Date
  idleExpiresAt: Date
  /** The end that no use moves. */
  expiresAt: Date
  member: {
    id: MemberId
    email: string
    name: string
    role: Role
    language: Language
    secondFactorSince: Date | null
  }
  /** The role asks for a second factor here and the member has none yet: until then they may only set it up. */
  secondFactorMissing: boolean
  institution: { id: InstitutionId; name: string; kind: 'creditor' | 'platform'; tier: Tier }
  actor: MemberActor<Permission>
}

const SESSION_ID = /^ses_[0-9A-Za-z]{22}$/

/**
 * The live session of an id, null for every other: unknown, ended, idle for 30 minutes, 12 hours old, or of a member or
 * institution that isn't active any more. The one place where a session becomes an actor; asked at each request, so a
 * session that was ended is dead at once. Notes its use at most once a minute.
 */
export async function findSession(context: MembersContext, id: string): Promise<LiveSession | null> {
  if (!SESSION_ID.test(id)) return null
  // The shape was checked; the brand exists only in the type system.
  const found = await context.store.findSession(id as SessionId)
  if (!found) return null
  const { session, member, institution } = found
  const now = context.clock.now()
  if (!isSessionLive(session, now) || member.status !== 'active' || institution.status !== 'active') return null

  let { idleExpiresAt } = session
  if (now.getTime() - session.lastSeenAt.getTime() >= SESSION_TOUCH_MS) {
    idleExpiresAt = idleEnd(now, session.absoluteExpiresAt)
    await context.store.within(institution.id, (rows) => rows.sessions.touch(session.id, now, idleExpiresAt))
  }
  const missing = context.secondFactorRequired && needsSecondFactor(member.role) && !member.secondFactorSince
  return {
    id: session.id,
    createdAt: session.createdAt,
    idleExpiresAt,
    expiresAt: session.absoluteExpiresAt,
    member: {
      id: member.id,
      email: member.email,
      name: member.name,
      role: member.role,
      language: member.language,
      secondFactorSince: member.secondFactorSince,
    },
    secondFactorMissing: missing,
    institution: { id: institution.id, name: institution.name, kind: institution.kind, tier: institution.tier },
    actor: {
      kind: 'member',
      id: member.id,
      institutionId: institution.id,
      sessionId: session.id,
      label: member.email,
      permissions: permissionsOfRole(member.role, { secondFactorMissing: missing }),
      purposes: institution.purposes,
    },
  }
}
