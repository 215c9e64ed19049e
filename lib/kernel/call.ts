import type { Actor, Purpose } from './actor.ts'
import type { GrantId, RequestId } from './ids.ts'

/** The access token by which an actor was admitted, for asking once more whether it still holds. */
export type PresentedToken = { id: string; sessionId: string | null; issuedAt: Date }

/** The circumstances of one call: who, from where, why. A door builds it; operations and ledgers only read it. */
export type Call<Permission extends string = string> = {
  requestId: RequestId
  actor: Actor<Permission>
  /** The peer's own address (a proxy's word counts only where that proxy is trusted). */
  ip: string
  /** What the caller stated, or the actor's default. */
  purpose: Purpose
  /** The proposal or contract number that shows the real relationship, if stated (Lei 12.414, art. 15). */
  relationship: string | null
  /** The grant that the caller invokes; only Base A asks for one. */
  grantId: GrantId | null
  /** The caller's own name for this request: sent again under it, it is the same one. */
  idempotencyKey?: string
  /** Absent where the actor came by another credential. */
  token?: PresentedToken
}
