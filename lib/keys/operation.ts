import type { Permission } from '#lib/access/permission-catalogue.ts'
import { type Changes, createPortalRecorder } from '#lib/audit/portal-trail.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { IdSource } from '#lib/kernel/ids.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { KeyRows, KeysEvent, KeysStore } from './store.ts'

/** What the operations of this room work with; wired once, in `services.ts`. */
export type KeysContext = {
  store: KeysStore
  /** What new secrets are kept under. */
  pepper: Redacted<string>
  clock: Clock
  ids: IdSource
  /** The `Idempotency-Key` of this call. */
  idempotencyKey: string | null
}

/** As everywhere in the portal: the record is written in the transaction of the change itself. */
export const defineKeysOperation = operationFactory<
  Permission,
  KeysEvent,
  'committed',
  KeysContext,
  { changes: Changes<KeyRows> }
>(createPortalRecorder<KeysEvent, KeyRows, KeysContext>())
