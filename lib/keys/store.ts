import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import type { Tier } from '#lib/access/tier.ts'
import type { TrailEntry } from '#lib/audit/portal-trail.ts'
import type { IdempotentRequest } from '#lib/http/idempotency-key.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import type { Page } from '#lib/kernel/page.ts'
import type { AccessKey } from './key.ts'
import type { LastUse, UsageRow } from './usage.ts'

/** What the trail says of keys; `key.leaked` is written by the database itself, in the trail of whose key it is. */
export type KeysEvent =
  | 'key.created'
  | 'key.rotated'
  | 'key.approved'
  | 'key.refused'
  | 'key.suspended'
  | 'key.resumed'
  | 'key.revoked'
  | 'key.leak_reported'

/** What is kept of a secret. */
export type StoredSecret = { hmac: Buffer; last4: string; pepperVersion: number; createdAt: Date }

export type Leak = { digests: readonly Buffer[]; at: Date; events: readonly string[]; requestId: string; ip: string }

/** Where an institution's keys are kept: each piece of work is one transaction and sees one institution. */
export type KeysStore = {
  within<T>(institutionId: InstitutionId, work: (rows: KeyRows) => Promise<T>): Promise<T>
}

/** One institution's rows, inside a transaction. A row of another answers like a missing one. */
export type KeyRows = {
  terms(): Promise<{ name: string; tier: Tier; purposes: readonly Purpose[] }>
  /** Takes the key's row for this transaction: of two changes at once, the second sees what the first did. */
  findForChange(id: AccessKeyId, now: Date): Promise<AccessKey | null>
  find(id: AccessKeyId, now: Date): Promise<AccessKey | null>
  /** Newest first. */
  list(page: { limit: number; cursor: AccessKeyId | undefined }, now: Date): Promise<Page<AccessKey>>
  /** How many could still be used some day. */
  countUnrevoked(): Promise<number>
  insert(key: Omit<AccessKey, 'institutionId' | 'secrets' | 'lastUsedAt'>, secret: StoredSecret): Promise<void>
  update(
    id: AccessKeyId,
    change: Partial<
      Pick<AccessKey, 'status' | 'approvedBy' | 'revokedAt' | 'revokedBecause'> & { scopes: readonly KeyScope[] }
    >,
  ): Promise<void>
  /** A new secret. The newest until now goes on until `endsAt`; whatever else there is ends now. */
  rotate(id: AccessKeyId, secret: StoredSecret, endsAt: Date): Promise<void>
  /** Notes a request; the one that was noted before under the same `Idempotency-Key`, if there was. */
  note(request: IdempotentRequest, id: AccessKeyId, now: Date): Promise<{ id: AccessKeyId; digest: Buffer } | null>
  /** Stops whichever keys these are, of any institution; tells nothing. */
  stopLeaked(leak: Leak): Promise<void>
  /** Usage of the days from one to another, both included. */
  listUsage(from: CivilDate, to: CivilDate): Promise<UsageRow[]>
  namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Calls that spent a key's quota of a day, and the most people that one process counted for it. */
  usageOfDay(id: AccessKeyId, day: CivilDate): Promise<{ calls: number; people: number }>
  /** When each secret of these keys was last used. */
  lastUses(ids: readonly AccessKeyId[]): Promise<LastUse[]>
  record(entry: TrailEntry<KeysEvent>): Promise<void>
}
