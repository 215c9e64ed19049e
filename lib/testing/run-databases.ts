import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { applyMongoUsers, dropMongoBases, type MongoBases, seedUserOf } from '#lib/datastores/embedded/mongo-users.ts'
import { setLoginPasswords, withConnection } from '#lib/datastores/embedded/postgres-admin.ts'
import { migrate } from '#lib/datastores/migrations/migrate.ts'
import { MONGO_ACCESS } from '#lib/datastores/mongo-access.ts'
import { type HostFile, REPOSITORY } from './host-file.ts'
import type { TestServersFile } from './servers.ts'

/** Roles belong to the whole cluster: two runs that migrate at once would trip over each other's. */
const MIGRATION_LOCK = 4_201_337

export type RunDatabases = { file: TestServersFile; drop(): Promise<void> }

/** Databases of one run alone: freshly migrated, empty, dropped when it ends. */
export async function createRunDatabases(host: HostFile): Promise<RunDatabases> {
  const run = randomBytes(5).toString('hex')
  const bases: MongoBases = { base_b: `base_b_${run}`, base_c: `base_c_${run}` }
  const passwords = passwordsFor(host.mongo.userPassword)
  const drop = async (): Promise<void> => {
    await Promise.all([
      dropDatabases(host.baseA.admin, `base_a_${run}`),
      dropDatabases(host.portal.admin, `portal_${run}`),
      dropMongoBases(host.mongo.admin, bases),
    ])
  }
  try {
    const [baseA, portal] = await Promise.all([
      createDatabase(host.baseA, 'base-a', `base_a_${run}`),
      createDatabase(host.portal, 'portal', `portal_${run}`),
      applyMongoUsers(host.mongo.admin, bases, passwords),
    ])
    return { file: { baseA, portal, mongo: mongoUrls(host.mongo.admin, bases, passwords) }, drop }
  } catch (error) {
    await drop()
    throw error
  }
}

type Cluster = HostFile['baseA']

/** Another database of a run's, migrated too; it goes with the run, which drops all whose names begin with its own's. */
export async function createDatabase({ admin, rolePassword }: Cluster, folder: string, name: string) {
  const superuser = inDatabase(admin, name)
  const prismaDir = join(REPOSITORY, 'prisma', folder)
  const roles = await withConnection(admin, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
    // A room whose migrations aren't written yet has an empty database.
    if (existsSync(join(prismaDir, 'schema.prisma'))) await migrate(prismaDir, superuser)
    return setLoginPasswords(admin, '', () => rolePassword)
  })
  const urls = roles.map((role) => [role, asUser(superuser, role, rolePassword)] as const)
  return { superuser, roles: Object.fromEntries(urls) }
}

async function dropDatabases(admin: string, prefix: string): Promise<void> {
  await withConnection(admin, async (client) => {
    const found = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    )
    for (const { datname } of found.rows) {
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(datname)} WITH (FORCE)`)
    }
  })
}

function passwordsFor(password: string) {
  return { sistema2: password, sistema3: password, relay: password, seed: password }
}

/** Where each service’s user, and the seed user, finds these bases. */
export function mongoUrls(
  admin: string,
  bases: MongoBases,
  passwords: Record<string, string>,
): TestServersFile['mongo'] {
  const services = Object.entries(MONGO_ACCESS).map(
    ([user, { database }]) => [user, asUser(inDatabase(admin, bases[database]), user, passwords[user] ?? '')] as const,
  )
  const seed = asUser(inDatabase(admin, bases.base_b), seedUserOf(bases), passwords.seed ?? '')
  const users = { ...Object.fromEntries(services), seed: `${seed}&authSource=admin` }
  return { admin, baseB: bases.base_b, baseC: bases.base_c, users }
}

function inDatabase(url: string, name: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${name}`
  return parsed.href
}

function asUser(url: string, user: string, password: string): string {
  const parsed = new URL(url)
  parsed.username = user
  parsed.password = password
  return parsed.href
}
