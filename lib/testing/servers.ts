import { readFileSync } from 'node:fs'
import type { MongoServiceUser } from '#lib/datastores/mongo-access.ts'
import { Redacted } from '#lib/kernel/redacted.ts'

/** Names the file that the runner leaves for the tests of one run. */
export const TEST_SERVERS_VARIABLE = 'CRIVO_TEST_SERVERS'

/** What the runner writes: connection URLs of one run's own databases. */
export type TestServersFile = {
  baseA: { superuser: string; roles: Record<string, string> }
  portal: { superuser: string; roles: Record<string, string> }
  mongo: { admin: string; baseB: string; baseC: string; users: Record<string, string> }
}

export type TestDatabase = {
  /** For arranging and inspecting only; what is tested signs in as its own role. */
  superuser: Redacted<string>
  role(name: string): Redacted<string>
}

export type TestServers = {
  baseA: TestDatabase
  portal: TestDatabase
  mongo: {
    admin: Redacted<string>
    /** The URI names the user's own base; the seed user's names Base B and may write both. */
    user(name: MongoServiceUser | 'seed'): Redacted<string>
    baseB: string
    baseC: string
  }
}

/** The real servers of this test run. Throws where a test is run without the runner that provides them. */
export function testServers(): TestServers {
  const path = process.env[TEST_SERVERS_VARIABLE]
  if (path === undefined) {
    throw new Error('this test needs real servers; run it as: npm run test:stores -- <path of the test>')
  }
  // Written by our own runner, in this very shape.
  const { baseA, portal, mongo } = JSON.parse(readFileSync(path, 'utf8')) as TestServersFile
  return {
    baseA: databaseOf('base-a', baseA),
    portal: databaseOf('portal', portal),
    mongo: {
      admin: new Redacted(mongo.admin),
      user: (name) => entryOf(mongo.users, name, 'lib/datastores/mongo-access.ts'),
      baseB: mongo.baseB,
      baseC: mongo.baseC,
    },
  }
}

function databaseOf(name: string, { superuser, roles }: TestServersFile['baseA']): TestDatabase {
  return {
    superuser: new Redacted(superuser),
    role: (role) => entryOf(roles, role, `the migrations in prisma/${name}`),
  }
}

function entryOf(urls: Record<string, string>, name: string, where: string): Redacted<string> {
  const url = urls[name]
  if (url === undefined) throw new Error(`no user ${name}; there are ${Object.keys(urls).join(', ')} (from ${where})`)
  return new Redacted(url)
}
