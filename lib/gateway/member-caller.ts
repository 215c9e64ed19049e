import type { Role } from '#lib/access/roles.ts'
import type { Language } from '#lib/http/problem-words.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { InstitutionId, MemberId, RequestId, SessionId } from '#lib/kernel/ids.ts'

/** The signed-in person for whom the portal asks; built from the live session, never from a cookie alone. */
export type MemberCaller = {
  sessionId: SessionId
  memberId: MemberId
  email: string
  institutionId: InstitutionId
  role: Role
  purposes: readonly Purpose[]
  /** The browser's address, as the outer listener has seen it. */
  ip: string
  requestId: RequestId
  /** In which the systems word what is meant for people: reasons of a score, details of a refusal. */
  language?: Language
}
