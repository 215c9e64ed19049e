import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { findMongod } from './mongod-binary.ts'
import { MongodServer } from './mongod-server.ts'
import { canRead, ensureOsUser, fallbackOsUser, type OsIdentity } from './os-users.ts'
import { placeServers } from './placement.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'
import { PostgresCluster } from './postgres-cluster.ts'
import { giveFile, keepSecretFile, keepSecrets } from './secret-files.ts'

export type LocalServers = { baseA?: PostgresCluster; portal?: PostgresCluster; mongod?: MongodServer }

export type LocalServersOptions = {
  stateDir: string
  /** Where mongod's program is kept once it has been found. */
  cacheDir: string
  /** Which of the three are wanted: a server of one's own takes the place of ours. */
  want: readonly ('baseA' | 'portal' | 'mongod')[]
  mongodPort: number
  durable: boolean
}

export const OS_USERS = { baseA: 'crivo-base-a', portal: 'crivo-portal-db', mongod: 'crivo-mongod' } as const

/** Finds the programs and makes the files of the embedded servers; nothing runs yet. */
export async function prepareLocalServers(options: LocalServersOptions): Promise<LocalServers> {
  const users = { baseA: userFor(OS_USERS.baseA), portal: userFor(OS_USERS.portal), mongod: userFor(OS_USERS.mongod) }
  const place = placeServers(
    options.stateDir,
    Object.values(users).filter((user) => user !== null),
  )
  const secrets = join(options.stateDir, 'secrets')
  const passwords = keepSecrets(join(secrets, 'servers.json'), ['baseA', 'portal', 'mongod'])
  const cluster = async (key: 'baseA' | 'portal', name: string): Promise<PostgresCluster> => {
    const created = new PostgresCluster({
      name,
      dataDir: join(place.dataDir, name),
      socketDir: place.socketDir(name),
      socketOpenTo: key === 'baseA' ? 'owner' : 'local-users',
      superuserPassword: passwords[key],
      runAs: users[key],
      binaries: findPostgresBinaries(users[key], place.programDir),
      durable: options.durable,
    })
    await created.initialise()
    return created
  }
  const mongod = async (): Promise<MongodServer> => {
    const keyFile = join(place.dataDir, 'mongo.key')
    // mongod takes base64's own letters only.
    keepSecretFile(keyFile, () => randomBytes(96).toString('base64'))
    giveFile(keyFile, users.mongod)
    return new MongodServer({
      name: 'mongod',
      binary: runnableBy(users.mongod, await findMongod(options.cacheDir), place.programDir),
      dataDir: join(place.dataDir, 'mongo'),
      port: options.mongodPort,
      keyFile,
      rootPassword: passwords.mongod,
      runAs: users.mongod,
      cacheGigabytes: 0.5,
    })
  }
  const wanted = new Set(options.want)
  const [baseA, portal, mongo] = await Promise.all([
    wanted.has('baseA') ? cluster('baseA', 'base-a') : undefined,
    wanted.has('portal') ? cluster('portal', 'portal') : undefined,
    wanted.has('mongod') ? mongod() : undefined,
  ])
  return { ...(baseA && { baseA }), ...(portal && { portal }), ...(mongo && { mongod: mongo }) }
}

function userFor(name: string): OsIdentity | null {
  return ensureOsUser(name) ?? fallbackOsUser()
}

/** A program that its user can read, copied where the checkout is closed to him. */
function runnableBy(user: OsIdentity | null, program: string, programDir: string): string {
  if (user === null || canRead(user, [program])) return program
  mkdirSync(programDir, { recursive: true, mode: 0o755 })
  // Named by its size too: another version found later is another program.
  const copy = join(programDir, `${basename(program)}-${statSync(program).size}`)
  if (!existsSync(copy)) copyFileSync(program, copy)
  return copy
}
