import { randomBytes } from 'node:crypto'
import { applyMongoUsers, dropMongoBases } from '#lib/datastores/embedded/mongo-users.ts'
import { connectMongo, type Db, type MongoConnection } from '#lib/datastores/mongo.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { mongoUrls } from './run-databases.ts'
import { testServers } from './servers.ts'

export type OwnMongoBases = {
  baseB: Db
  baseC: Db
  /** As the service itself signs in, with its own rights and no more. */
  user(name: 'sistema2' | 'sistema3' | 'relay'): Redacted<string>
  /** As the seed user, who writes both. */
  seedUri: Redacted<string>
  drop(): Promise<void>
}

/**
 * A Base B and a Base C of one test file alone, reached as the seed user. The run's own bases are shared by files that
 * run side by side; whoever empties a collection or changes a validator needs this.
 */
export async function createOwnMongoBases(): Promise<OwnMongoBases> {
  const admin = testServers().mongo.admin.reveal()
  const suffix = randomBytes(5).toString('hex')
  const bases = { base_b: `base_b_${suffix}`, base_c: `base_c_${suffix}` }
  const password = randomBytes(16).toString('hex')
  const passwords = { sistema2: password, sistema3: password, relay: password, seed: password }
  await applyMongoUsers(admin, bases, passwords)
  const { users } = mongoUrls(admin, bases, passwords)
  const uriOf = (name: string) => new Redacted(users[name] ?? '')
  const seed: MongoConnection = await connectMongo(uriOf('seed'), { appName: 'test-seed', use: 'bulk' })
  return {
    baseB: seed.database(bases.base_b),
    baseC: seed.database(bases.base_c),
    user: uriOf,
    seedUri: uriOf('seed'),
    async drop() {
      await seed.close()
      await dropMongoBases(admin, bases)
    },
  }
}
