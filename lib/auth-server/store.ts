import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import type { Role } from '#lib/access/roles.ts'
import type { Tier } from '#lib/access/tier.ts'
import type { TokenDenial } from '#lib/access/token-denials.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { AccessKeyId, InstitutionId, MemberId, SessionId, TaskId } from '#lib/kernel/ids.ts'

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

/** A partner's access key that is good as of now, with the digests of its live secrets. */
export type LiveKey = {
  id: AccessKeyId
  institutionId: InstitutionId
  scopes: readonly KeyScope[]
  tier: Tier
  purposes: readonly Purpose[]
  /** Addresses and ranges that it may ask from; empty is no restriction. */
  ips: readonly string[]
  /** Its own limit below its tier's, if it carries one. */
  limit: { quota: number; seconds: number } | null
  expiresAt: Date | null
  secretDigests: readonly Uint8Array[]
}

/** For whom a task runs. */
export type TaskAsker = { kind: 'member'; subject: Subject } | { kind: 'key'; key: LiveKey }

/** What the authorization server may know of the portal's database, and the one thing that it may write there. */
export type AuthStore = {
  /** The subject of a live session; null for every other. Throws `fonte_indisponivel` when it can't tell. */
  findLive(sessionId: SessionId, now: Date): Promise<Subject | null>
  /** A partner's live key; null for every other, test keys and the portal's own included. Throws `fonte_indisponivel`. */
  findLiveKey(id: AccessKeyId, now: Date): Promise<LiveKey | null>
  /** Who asked for a task that a worker holds now, if they are still who they were; null for every other task. */
  findTaskAsker(id: TaskId, now: Date): Promise<TaskAsker | null>
  /** Every denial that still matters. */
  listDenials(now: Date): Promise<TokenDenial[]>
  /** Denies one token until its end. Idempotent. */
  denyToken(token: { id: string; expiresAt: Date }, now: Date): Promise<void>
  ping(): Promise<void>
  close(): Promise<void>
}
