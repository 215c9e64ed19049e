import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs'
import { type Db, MongoClient, MongoServerError } from 'mongodb'
import type { OsIdentity } from './os-users.ts'
import type { ProcessSpec } from './process-spec.ts'

const REPLICA_SET = 'rs0'
const ROOT = 'crivo_root'
const UNAUTHORIZED = 13

export type MongodOptions = {
  name: string
  binary: string
  dataDir: string
  port: number
  /** Members of a replica set know each other by it; with one member it only switches authentication on. */
  keyFile: string
  rootPassword: string
  runAs: OsIdentity | null
  cacheGigabytes: number
}

/** A real mongod as a replica set of one, with authentication, on loopback. */
export class MongodServer {
  readonly #options: MongodOptions

  constructor(options: MongodOptions) {
    this.#options = options
  }

  /** A URI for one user, who is kept in the database he works in. */
  uri(user: string, password: string, database: string): string {
    return `mongodb://${user}:${password}@127.0.0.1:${this.#options.port}/${database}?replicaSet=${REPLICA_SET}`
  }

  rootUri(): string {
    return this.uri(ROOT, this.#options.rootPassword, 'admin')
  }

  process(): ProcessSpec {
    const { name, binary, dataDir, port, keyFile, runAs, cacheGigabytes } = this.#options
    return {
      name,
      command: binary,
      args: [
        ...['--dbpath', dataDir, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket', '--quiet'],
        ...['--replSet', REPLICA_SET, '--keyFile', keyFile, '--oplogSize', '256'],
        ...['--wiredTigerCacheSizeGB', String(cacheGigabytes), '--networkMessageCompressors', 'disabled'],
        ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
        // A replica set of one has nobody to hand over to: waiting for that before ending would be for nothing.
        ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
      ],
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      cwd: '/',
      identity: runAs,
      kind: 'server',
      prepare: async () => makeDataFolder(dataDir, runAs),
      probe: () => this.#probe(),
      stopSignal: 'SIGTERM',
      stopGraceMs: 20_000,
      readyWithinMs: 60_000,
    }
  }

  /** Answers once the server is the writable primary that this machine's configuration says, with its root user. */
  async #probe(): Promise<void> {
    const { port, rootPassword } = this.#options
    const direct = { directConnection: true, serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 }
    const anonymous = new MongoClient(`mongodb://127.0.0.1:${port}/`, direct)
    try {
      const admin = anonymous.db('admin')
      if (!(await isMember(admin))) await this.#joinReplicaSet(admin, direct)
      await requirePrimary(admin)
      await createRootOnce(admin, rootPassword)
    } finally {
      await anonymous.close()
    }
  }

  async #joinReplicaSet(admin: Db, direct: object): Promise<void> {
    const { port, rootPassword } = this.#options
    const members = [{ _id: 0, host: `127.0.0.1:${port}` }]
    try {
      // Before the first user exists, the localhost exception allows this and the creation of that user.
      await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } })
      return
    } catch (error) {
      if (!(error instanceof MongoServerError)) throw error
    }
    // Initialised before, under a port that this machine has since given to somebody else.
    const root = new MongoClient(`mongodb://${ROOT}:${rootPassword}@127.0.0.1:${port}/admin`, direct)
    try {
      const { config } = await root.db('admin').command({ replSetGetConfig: 1 })
      if (config.members[0].host === members[0]?.host) return
      const version = config.version + 1
      await root.db('admin').command({ replSetReconfig: { ...config, version, members }, force: true })
    } finally {
      await root.close()
    }
  }
}

async function isMember(admin: Db): Promise<boolean> {
  const hello = await admin.command({ hello: 1 })
  return typeof hello.setName === 'string' && hello.me !== undefined && (hello.hosts ?? []).includes(hello.me)
}

async function requirePrimary(admin: Db): Promise<void> {
  const hello = await admin.command({ hello: 1 })
  if (hello.isWritablePrimary !== true) throw new Error('mongod is not primary yet')
}

async function createRootOnce(admin: Db, password: string): Promise<void> {
  try {
    await admin.command({ createUser: ROOT, pwd: password, roles: ['root'] })
  } catch (error) {
    // Refused once any user exists: then root is there already, since it is always the first.
    if (!(error instanceof MongoServerError && error.code === UNAUTHORIZED)) throw error
  }
}

function makeDataFolder(path: string, owner: OsIdentity | null): void {
  if (existsSync(path)) return
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o700)
  if (owner) chownSync(path, owner.uid, owner.gid)
}
