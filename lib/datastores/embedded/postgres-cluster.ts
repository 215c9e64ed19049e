import { execFile } from 'node:child_process'
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { OsIdentity } from './os-users.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { identifyProcess, type ProcessIdentity, stopProcess, waitForEnd } from './process-identity.ts'
import type { ProcessSpec } from './process-spec.ts'

const run = promisify(execFile)

/** With TCP off the port only names the socket file. */
const PORT = 5432
const SUPERUSER = 'crivo_superuser'
const MINIMAL_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' } as const

export type ClusterOptions = {
  name: string
  dataDir: string
  /** Short: the whole path of a unix socket must fit in 103 bytes. */
  socketDir: string
  /** `owner`: only the cluster's own OS user (and root) can open the socket at all. */
  socketOpenTo: 'owner' | 'local-users'
  superuserPassword: string
  runAs: OsIdentity | null
  binaries: PostgresBinaries
  /** False only for tests, whose data nobody misses after a power cut. */
  durable: boolean
}

/** One PostgreSQL cluster that is reached by its unix socket and no other way. */
export class PostgresCluster {
  readonly #options: ClusterOptions

  constructor(options: ClusterOptions) {
    this.#options = options
  }

  /** A connection URL for one role and database, in the form that `pg` and Prisma take. */
  url(role: string, password: string, database: string): string {
    const host = encodeURIComponent(this.#options.socketDir)
    return `postgresql://${role}:${encodeURIComponent(password)}@localhost:${PORT}/${database}?host=${host}`
  }

  superuserUrl(database: string): string {
    return this.url(SUPERUSER, this.#options.superuserPassword, database)
  }

  /** Creates the cluster's files at first use. A start that was killed in the middle leaves no half cluster behind. */
  async initialise(): Promise<void> {
    const { dataDir, runAs, binaries, superuserPassword, durable } = this.#options
    if (existsSync(join(dataDir, 'PG_VERSION'))) return
    const draft = `${dataDir}.initialising`
    const passwordFile = `${dataDir}.password`
    mkdirSync(dirname(dataDir), { recursive: true, mode: 0o711 })
    for (const leftover of [draft, dataDir]) rmSync(leftover, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o700 })
    writeFileSync(passwordFile, superuserPassword, { mode: 0o600 })
    if (runAs) for (const path of [draft, passwordFile]) chownSync(path, runAs.uid, runAs.gid)
    const args = ['--pgdata', draft, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256']
    const locale = ['--encoding', 'UTF8', '--locale-provider', 'builtin', '--locale', 'C.UTF-8', '--no-instructions']
    try {
      await run(binaries.initdb, [...args, ...locale, '--data-checksums', ...(durable ? [] : ['--no-sync'])], {
        env: MINIMAL_ENVIRONMENT,
        cwd: draft,
        ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
      })
    } finally {
      rmSync(passwordFile, { force: true })
    }
    renameSync(draft, dataDir)
  }

  /** How the server is started; the supervisor owns the process itself, not a launcher in between. */
  process(): ProcessSpec {
    const { name, dataDir, socketDir, runAs, binaries } = this.#options
    return {
      name,
      command: binaries.postgres,
      args: ['-D', dataDir, ...settingsOf(this.#options).flatMap((setting) => ['-c', setting])],
      env: MINIMAL_ENVIRONMENT,
      cwd: dataDir,
      identity: runAs,
      kind: 'server',
      prepare: () => this.#prepare(),
      probe: () => this.#probe(),
      cleanUp: () => rmSync(socketDir, { recursive: true, force: true }),
      // "Fast" shutdown: roll back what runs, checkpoint, end.
      stopSignal: 'SIGINT',
      stopGraceMs: 15_000,
      readyWithinMs: 60_000,
    }
  }

  async #probe(): Promise<void> {
    const client = new pg.Client({ connectionString: this.superuserUrl('postgres'), connectionTimeoutMillis: 2_000 })
    await client.connect()
    await client.end()
  }

  async #prepare(): Promise<void> {
    const { dataDir, socketDir, socketOpenTo, runAs } = this.#options
    makePrivateFolder(socketDir, socketOpenTo === 'owner' ? 0o700 : 0o711, runAs)
    // A predecessor that outlived its supervisor still holds the files: two servers on them would destroy them.
    const left = processesIn(dataDir)
    for (const orphan of left.filter(isPostmaster(dataDir))) {
      await stopProcess(orphan, { signal: 'SIGINT', graceMs: 10_000 })
    }
    // The backends of a killed server end by themselves once they notice; a new server waits for the last of them.
    for (const backend of left) {
      if (!(await waitForEnd(backend, 1_000))) await stopProcess(backend, { signal: 'SIGKILL', graceMs: 1_000 })
    }
    // Nobody works in these files (known for sure only where /proc tells): the lock is a dead server's, and its number
    // may belong to an unrelated process by now, which would keep the new server from starting.
    if (process.platform === 'linux') rmSync(join(dataDir, 'postmaster.pid'), { force: true })
  }
}

function settingsOf({ socketDir, socketOpenTo, durable }: ClusterOptions): string[] {
  return [
    'listen_addresses=',
    `port=${PORT}`,
    `unix_socket_directories=${socketDir}`,
    `unix_socket_permissions=${socketOpenTo === 'owner' ? '0700' : '0777'}`,
    'password_encryption=scram-sha-256',
    'max_connections=60',
    'shared_buffers=128MB',
    'jit=off',
    'timezone=UTC',
    'log_timezone=UTC',
    // What a person's data could be in never reaches the log: no statement, no parameter, no offending row.
    'log_statement=none',
    'log_min_error_statement=panic',
    'log_parameter_max_length=0',
    'log_parameter_max_length_on_error=0',
    'log_error_verbosity=terse',
    'log_line_prefix=',
    'max_wal_size=1GB',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off', 'max_connections=200']),
  ]
}

/**
 * Makes a folder that belongs to its user alone. Its parent is open to everyone, so somebody else's folder (or link)
 * of that name is refused rather than used.
 */
function makePrivateFolder(path: string, mode: number, owner: OsIdentity | null): void {
  try {
    mkdirSync(path, { mode })
    if (owner) chownSync(path, owner.uid, owner.gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(path)
  if (!found.isDirectory() || found.uid !== (owner?.uid ?? process.getuid?.())) {
    throw new Error(`${path} pertence a outro usuário: remova-a e inicie de novo.`)
  }
}

/** Every process that works in a folder; a PostgreSQL process always works in its data folder. */
function processesIn(folder: string): ProcessIdentity[] {
  if (process.platform !== 'linux') return []
  const real = realpathSync(folder)
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && workingFolder(entry) === real)
    .map((entry) => identifyProcess(Number(entry)))
    .filter((identity) => identity !== null)
}

function workingFolder(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    // It ended meanwhile, or belongs to somebody whose files these can't be.
    return null
  }
}

function isPostmaster(dataDir: string): (candidate: ProcessIdentity) => boolean {
  const pid = postmasterPid(dataDir)
  return (candidate) => candidate.pid === pid
}

function postmasterPid(dataDir: string): number | null {
  try {
    return Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return null
  }
}
