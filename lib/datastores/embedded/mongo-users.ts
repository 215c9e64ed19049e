import { MongoClient, MongoServerError } from 'mongodb'
import { COLLECTION_ACTIONS, MONGO_ACCESS, type MongoServiceUser, SEED_ACTIONS } from '../mongo-access.ts'

export type MongoBases = Readonly<Record<'base_b' | 'base_c', string>>
export type MongoPasswords = Readonly<Record<MongoServiceUser | 'seed', string>>

const ALREADY_EXISTS = new Set([51_002, 51_003])

/**
 * Gives each service its own user with a role of its own, and the seed user both bases. Repeating it brings roles and
 * passwords to what is asked. A service's user lives in the database he works in, the seed user in `admin`.
 */
export async function applyMongoUsers(rootUri: string, bases: MongoBases, passwords: MongoPasswords): Promise<void> {
  const client = new MongoClient(rootUri, { serverSelectionTimeoutMS: 10_000 })
  try {
    for (const [user, { database, collections }] of Object.entries(MONGO_ACCESS)) {
      const db = bases[database]
      const privileges = Object.entries(collections).map(([collection, access]) => ({
        resource: { db, collection },
        actions: COLLECTION_ACTIONS[access],
      }))
      // Object.entries forgets that the names are the table's own.
      await putUser(client, { db, user, password: passwords[user as MongoServiceUser], privileges })
    }
    const privileges = Object.values(bases).map((db) => ({ resource: { db, collection: '' }, actions: SEED_ACTIONS }))
    await putUser(client, { db: 'admin', user: seedUserOf(bases), password: passwords.seed, privileges })
  } finally {
    await client.close()
  }
}

/** Roles over two databases live in `admin`, where runs of tests with bases of their own must not meet. */
export function seedUserOf(bases: MongoBases): string {
  return bases.base_b === 'base_b' ? 'seed' : `seed_${bases.base_b}`
}

/** Takes the users, roles and data of a run's own bases away again. */
export async function dropMongoBases(rootUri: string, bases: MongoBases): Promise<void> {
  const client = new MongoClient(rootUri, { serverSelectionTimeoutMS: 10_000 })
  try {
    for (const base of Object.values(bases)) {
      const db = client.db(base)
      await db.command({ dropAllUsersFromDatabase: 1 })
      await db.command({ dropAllRolesFromDatabase: 1 })
      await db.dropDatabase()
    }
    const seed = seedUserOf(bases)
    await ignoringAbsence(client.db('admin').command({ dropUser: seed }))
    await ignoringAbsence(client.db('admin').command({ dropRole: roleOf(seed) }))
  } finally {
    await client.close()
  }
}

type UserDefinition = { db: string; user: string; password: string; privileges: object[] }

function roleOf(user: string): string {
  return `${user}_role`
}

async function putUser(client: MongoClient, { db, user, password, privileges }: UserDefinition): Promise<void> {
  const database = client.db(db)
  const role = { privileges, roles: [] }
  await createOr(
    () => database.command({ createRole: roleOf(user), ...role }),
    () => database.command({ updateRole: roleOf(user), ...role }),
  )
  const rights = { pwd: password, roles: [roleOf(user)], mechanisms: ['SCRAM-SHA-256'] }
  await createOr(
    () => database.command({ createUser: user, ...rights }),
    () => database.command({ updateUser: user, ...rights }),
  )
}

async function createOr(create: () => Promise<unknown>, update: () => Promise<unknown>): Promise<void> {
  try {
    await create()
  } catch (error) {
    if (!(error instanceof MongoServerError && ALREADY_EXISTS.has(Number(error.code)))) throw error
    await update()
  }
}

async function ignoringAbsence(command: Promise<unknown>): Promise<void> {
  const absent = new Set(['UserNotFound', 'RoleNotFound'])
  await command.catch((error: unknown) => {
    if (!(error instanceof MongoServerError && absent.has(String(error.codeName)))) throw error
  })
}
