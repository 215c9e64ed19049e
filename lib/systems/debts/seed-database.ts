import { type BaseADatabase, createBaseAClient } from '#lib/datastores/base-a-database.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

/** Runs work on Base A by a connection of its own, closed afterwards. */
export async function withBaseA<T>(url: Redacted<string>, work: (database: BaseADatabase) => Promise<T>): Promise<T> {
  const database = createBaseAClient(url, { max: 1, applicationName: 'crivo-seed', onIdleError: () => {} })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
