import { join } from 'node:path'
import { applyMongoUsers } from '#lib/datastores/embedded/mongo-users.ts'
import { ensureDatabase, setLoginPasswords } from '#lib/datastores/embedded/postgres-admin.ts'
import { migrate } from '#lib/datastores/migrations/migrate.ts'
import { connectMongo } from '#lib/datastores/mongo.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { prepareBaseC } from '#lib/systems/movements/seed.ts'
import { prepareBaseB } from '#lib/systems/score/seed.ts'
import type { PreparePlan } from './databases.ts'
import { rolePassword } from './role-password.ts'
import { CHECKOUT } from './state-folder.ts'

const MONGO_BASES = { base_b: 'base_b', base_c: 'base_c' } as const

/** Brings running servers to the project's present state: databases, migrations, passwords, Mongo's users and indexes. */
export async function prepareDatabases({ clusters, mongo }: PreparePlan): Promise<void> {
  await Promise.all([...clusters.map(prepareCluster), mongo && prepareMongo(mongo)])
}

async function prepareCluster({ folder, url, create, passwords }: PreparePlan['clusters'][number]): Promise<void> {
  if (create) await ensureDatabase(create.adminUrl, create.database)
  await migrate(join(CHECKOUT, 'prisma', folder), url)
  if (!passwords) return
  // On a server of one's own others may have roles too: only ours are touched.
  const { secret, rolePrefix } = passwords
  await setLoginPasswords(url, rolePrefix, (role) => rolePassword(secret, role))
}

async function prepareMongo({ rootUri, passwords }: NonNullable<PreparePlan['mongo']>): Promise<void> {
  if (passwords) await applyMongoUsers(rootUri, MONGO_BASES, passwords)
  const connection = await connectMongo(new Redacted(rootUri), { appName: 'crivo-prepare', use: 'bulk' })
  try {
    await prepareBaseB(connection.database(MONGO_BASES.base_b))
    await prepareBaseC(connection.database(MONGO_BASES.base_c))
  } finally {
    await connection.close()
  }
}
