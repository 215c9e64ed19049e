import type { KeyEnvironment } from '#lib/access/access-key.ts'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import type { Tier } from '#lib/access/tier.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import type { KeyStatus, RevocationReason } from './schemas.ts'

/** The key's own limit, below its tier's. */
export type OwnLimit = { quota: number; seconds: number }

/** One of a key's secrets, without anything to check it by. */
export type KeySecret = { last4: string; createdAt: Date; expiresAt: Date | null; lastUsedAt: Date | null }

/** A partner's key as its institution keeps it. */
export type AccessKey = {
  id: AccessKeyId
  institutionId: InstitutionId
  name: string
  environment: KeyEnvironment
  scopes: readonly KeyScope[]
  tier: Tier
  purposes: readonly Purpose[]
  ips: readonly string[]
  limit: OwnLimit | null
  /** As stored: a key that is over by time is still `ativa` there. */
  status: Exclude<KeyStatus, 'expirada'>
  createdAt: Date
  /** The id of the member or key that asked for it; null for keys that came with the installation. */
  createdBy: string | null
  approvedBy: string | null
  expiresAt: Date | null
  leakedAt: Date | null
  revokedAt: Date | null
  revokedBecause: RevocationReason | null
  /** By whichever secret, the ended ones too, as of a few seconds ago; null where it was never used. */
  lastUsedAt: Date | null
  /** Newest first; those that are over are left out. */
  secrets: readonly KeySecret[]
}

/** What a key is at an instant; one that is over by time says so. */
export function statusAt({ status, expiresAt }: Pick<AccessKey, 'status' | 'expiresAt'>, now: Date): KeyStatus {
  const isOver = expiresAt !== null && expiresAt.getTime() <= now.getTime()
  return isOver && status !== 'revogada' ? 'expirada' : status
}

/** Live keys that open Base A take a second administrator. */
export function takesApproval(environment: KeyEnvironment, scopes: readonly KeyScope[]): boolean {
  return environment === 'live' && scopes.some((scope) => scope.startsWith('sistema1:'))
}
