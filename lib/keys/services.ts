import { createPortalClient } from '#lib/datastores/portal-database.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { KeysContext } from './operation.ts'
import { approveKey, refuseKey, resumeKey, revokeKey, suspendKey } from './operations/change-key.ts'
import { createKey } from './operations/create-key.ts'
import { findKey, listKeys } from './operations/read-keys.ts'
import { readAccount, readUsage } from './operations/read-usage.ts'
import { reportLeak } from './operations/report-leak.ts'
import { rotateKey } from './operations/rotate-key.ts'
import { createPostgresKeysStore } from './store.postgres.ts'
import { createPostgresUsageSums } from './usage-sums.postgres.ts'

const OPERATIONS = {
  createKey,
  listKeys,
  findKey,
  suspendKey,
  resumeKey,
  revokeKey,
  approveKey,
  refuseKey,
  rotateKey,
  reportLeak,
  readUsage,
  readAccount,
}
type Operations = typeof OPERATIONS

/** An operation without its context; some take the `Idempotency-Key` of their call besides. */
type Bound<Operation> = Operation extends (context: KeysContext, call: infer Call, input: infer Input) => infer Answer
  ? (call: Call, input: Input, idempotencyKey?: string | null) => Answer
  : never

/** Every operation of this room, tied to its store: what the API's doors and the portal's pages call. */
export type KeysServices = { [Name in keyof Operations]: Bound<Operations[Name]> }

export function bindKeys(context: Omit<KeysContext, 'idempotencyKey'>): KeysServices {
  const bound = Object.entries(OPERATIONS).map(([name, operation]) => {
    // One list of operations, each with its own type; the mapped type above says what comes out for each name.
    const run = operation as (context: KeysContext, call: unknown, input: unknown) => unknown
    return [
      name,
      (call: unknown, input: unknown, idempotencyKey: string | null = null) =>
        run({ ...context, idempotencyKey }, call, input),
    ]
  })
  return Object.fromEntries(bound) as KeysServices
}

export type KeysConfig = { DATABASE_URL_PORTAL: Redacted<string>; ACCESS_KEY_PEPPER: Redacted<string> }

/** Keys change seldom; pages list them now and then. */
const CONNECTIONS = 3

/** Access keys, wired to their database. Nothing connects before first use. */
export function createKeysServices(
  config: KeysConfig,
  { logger, clock }: { logger: Logger; clock: Clock },
): { keys: KeysServices; sums: ReturnType<typeof createPostgresUsageSums>; close(): Promise<void> } {
  const database = createPortalClient(config.DATABASE_URL_PORTAL, {
    max: CONNECTIONS,
    applicationName: 'crivo-portal-keys',
    onIdleError: (error) => logger.warn({ event: 'portal-database.connection-lost', err: error }),
  })
  const store = createPostgresKeysStore(database.client)
  return {
    keys: bindKeys({ store, pepper: config.ACCESS_KEY_PEPPER, clock, ids: randomId }),
    sums: createPostgresUsageSums(database.client),
    close: () => database.close(),
  }
}
