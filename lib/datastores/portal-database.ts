import type { Redacted } from '#lib/kernel/redacted.ts'
import { PrismaClient } from './generated/portal/client.ts'
import { type Database, databaseOf, openPool, type PoolOptions } from './postgres.ts'

export type PortalClient = PrismaClient
export type PortalDatabase = Database<PortalClient>

/** Opens the portal's database (institutions, members, sessions, keys) as the role that `url` names. */
export function createPortalClient(url: Redacted<string>, options: PoolOptions): PortalDatabase {
  return databaseOf(openPool(url, options), (adapter) => new PrismaClient({ adapter }))
}
