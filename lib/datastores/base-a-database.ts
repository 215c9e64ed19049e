import type { Redacted } from '#lib/kernel/redacted.ts'
import { PrismaClient } from './generated/base-a/client.ts'
import { type Database, databaseOf, openPool, type PoolOptions } from './postgres.ts'

export type BaseAClient = PrismaClient
export type BaseADatabase = Database<BaseAClient>

/** Opens Base A's database as the role that `url` names. Only sistema1 may hold such a URL. */
export function createBaseAClient(url: Redacted<string>, options: PoolOptions): BaseADatabase {
  return databaseOf(openPool(url, options), (adapter) => new PrismaClient({ adapter }))
}
