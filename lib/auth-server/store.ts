import type { Role } from '#lib/access/roles.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { InstitutionId, MemberId, SessionId } from '#lib/kernel/ids.ts'

/** Whom a live session belongs to, as of now. */
export type Subject = {
  sessionId: SessionId
  memberId: MemberId
  institutionId: InstitutionId
  email: string
  role: Role
  purposes: readonly Purpose[]
  /** When the session ends at the latest, if nobody ends it before. */
  sessionEndsAt: Date
}

/** What the token server may know of the portal's people: one session at a time, and no more than this. */
export type SubjectStore = {
  /** The subject of a live session; null for every other. Throws `fonte_indisponivel` when it can't tell. */
  findLive(sessionId: SessionId, now: Date): Promise<Subject | null>
  ping(): Promise<void>
  close(): Promise<void>
}
