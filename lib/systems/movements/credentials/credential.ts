import { type Permission, permissionsOfScope } from '#lib/access/permission-catalogue.ts'
import { limitsOf, type RateLimits } from '#lib/access/rate-limit.ts'
import type { Tier } from '#lib/access/tier.ts'
import { createAddressList } from '#lib/http/address-list.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'

/** The pepper that this process holds; a digest made with another one can't be compared. */
const PEPPER_VERSION = 1

/** An access key as the store of Base C keeps its copy. */
export type StoredCredential = {
  id: AccessKeyId
  /** The portal's own credential speaks for members; every other one for itself. */
  kind: 'partner' | 'portal'
  environment: 'live' | 'test'
  institutionId: InstitutionId
  scopes: readonly string[]
  tier: Tier
  /** The key's own limit below its tier's, if it carries one. */
  limit: { quota: number; seconds: number } | null
  purposes: readonly Purpose[]
  /** Addresses and CIDR ranges; empty is no restriction. */
  ips: readonly string[]
  status: 'ativa' | 'pendente' | 'suspensa' | 'revogada'
  expiresAt: Date | null
  secrets: readonly { hmac: Uint8Array; pepperVersion: number; expiresAt: Date | null }[]
  updatedAt: Date
}

/** A credential ready to be checked: everything that a request would otherwise compute. */
export type Credential = {
  id: AccessKeyId
  kind: StoredCredential['kind']
  institutionId: InstitutionId
  permissions: ReadonlySet<Permission>
  purposes: readonly Purpose[]
  limits: RateLimits
  allowsAddress(address: string): boolean
  /** Whether the key itself is good at an instant (secrets expire on their own). */
  isLiveAt(now: number): boolean
  secrets: readonly { digest: Uint8Array; expiresAt: number }[]
}

/** Throws where a row can't be used at all; such a key is refused, never half understood. */
export function credentialOf(row: StoredCredential): Credential {
  const { id, kind, institutionId, purposes, ips } = row
  const list = ips.length === 0 ? null : createAddressList(ips)
  const expiresAt = instantOf(row.expiresAt)
  return {
    id,
    kind,
    institutionId,
    permissions: permissionsOfScope(row.scopes.join(' ')),
    purposes,
    limits: limitsOf(row.tier, row.limit),
    allowsAddress: (address) => list === null || list.includes(address),
    // Test keys reach only the sandbox, which isn't there: a live person must never answer to one.
    isLiveAt: (now) => row.status === 'ativa' && row.environment === 'live' && now < expiresAt,
    secrets: row.secrets
      .filter(({ pepperVersion }) => pepperVersion === PEPPER_VERSION)
      .map((secret) => ({ digest: secret.hmac, expiresAt: instantOf(secret.expiresAt) })),
  }
}

function instantOf(date: Date | null): number {
  return date === null ? Number.POSITIVE_INFINITY : date.getTime()
}
