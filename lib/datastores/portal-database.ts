import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { type Prisma, PrismaClient } from './generated/portal/client.ts'
import { type Database, databaseOf, openPool, type PoolOptions, setLocal, whenReachable } from './postgres.ts'

export type PortalClient = PrismaClient
export type PortalDatabase = Database<PortalClient>

/** Opens the portal's database (institutions, members, sessions, keys) as the role that `url` names. */
export function createPortalClient(url: Redacted<string>, options: PoolOptions): PortalDatabase {
  return databaseOf(openPool(url, options), (adapter) => new PrismaClient({ adapter }))
}

/** How long a piece of work waits for a connection, and how long it may take, in milliseconds. */
export const PORTAL_TRANSACTION = { maxWait: 2_000, timeout: 8_000 } as const

/** One transaction that has named its institution, which row security goes by; each query names it again. */
export function withinInstitution<T>(
  client: PortalClient,
  institutionId: InstitutionId,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return whenReachable(() =>
    client.$transaction(async (tx) => {
      await setLocal(tx, 'crivo.institution', institutionId)
      return work(tx)
    }, PORTAL_TRANSACTION),
  )
}
