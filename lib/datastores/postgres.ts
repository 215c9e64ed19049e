import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

/** Waiting longer than this for a connection means the database is down or drowned: better to say so at once. */
const CONNECT_TIMEOUT_MS = 2_000
const IDLE_TIMEOUT_MS = 30_000
const RETRY_AFTER_SECONDS = 2

export type PoolOptions = {
  /** The most connections this process may hold. */
  max: number
  /** Shown in `pg_stat_activity`, so that a session can be traced to its process. */
  applicationName: string
  /** Told when an idle connection breaks (the server restarted); the pool replaces it by itself. */
  onIdleError: (error: Error) => void
}

/**
 * A pool of connections to one database as one role. `url` may name a unix socket:
 * `postgresql://role:password@localhost:<port>/<database>?host=<socket directory>`. Nothing connects before first use.
 */
export function openPool(url: Redacted<string>, options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url.reveal(),
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
  })
  // Without a listener a restarted server would end this process.
  pool.on('error', options.onIdleError)
  return pool
}

/** Prisma over a pool that the caller opened and closes. */
export function adapterOf(pool: pg.Pool): PrismaPg {
  return new PrismaPg(pool, { disposeExternalPool: false })
}

/** A database as one process sees it: Prisma's client, the pool under it, and the one way to close both. */
export type Database<Client> = {
  client: Client
  pool: pg.Pool
  /** Resolves when the database answers; throws `fonte_indisponivel` otherwise. For readiness and for starting. */
  ping(): Promise<void>
  /** Lets running queries end, then closes every connection. */
  close(): Promise<void>
}

/** Ties a generated client to its pool. */
export function databaseOf<Client extends { $disconnect(): Promise<void> }>(
  pool: pg.Pool,
  create: (adapter: PrismaPg) => Client,
): Database<Client> {
  const client = create(adapterOf(pool))
  return {
    client,
    pool,
    ping: () =>
      whenReachable(async () => {
        await pool.query('SELECT 1')
      }),
    async close() {
      await client.$disconnect()
      await pool.end()
    },
  }
}

type RawClient = { $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<number> }

/**
 * Sets a variable that row-security policies read, for the running transaction only (`SET LOCAL` takes no parameter,
 * `set_config(…, true)` does). Outside a transaction it would have no effect: call it first thing inside one.
 */
export async function setLocal(transaction: RawClient, name: `crivo.${string}`, value: string): Promise<void> {
  await transaction.$executeRaw`SELECT set_config(${name}, ${value}, true)`
}

/** Prisma's own codes, SQLSTATEs and socket errors that mean "no server on the other side", not "bad query". */
const UNREACHABLE = new Set([
  'P1001', // can't reach the server
  'P1002', // timed out reaching it
  'P1008', // operation timed out
  'P1017', // the server closed the connection
  'P2024', // no connection free in the pool in time
  'P2037', // too many connections
  '57P01', // the administrator is shutting it down
  '57P02',
  '57P03', // it is starting up
  '53300',
  '08000',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT', // the socket file isn't there
  'EPIPE',
])

const UNREACHABLE_WORDS =
  /timeout exceeded when trying to connect|connection terminated|not queryable|connection ended/i

/** Runs a piece of work on a database; a database that can't be reached becomes `fonte_indisponivel`. */
export async function whenReachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!AppError.is(error) && isUnreachable(error)) {
      throw new AppError('fonte_indisponivel', {
        reason: 'postgres',
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        cause: error,
      })
    }
    throw error
  }
}

/** Whether an error says that the server couldn't be reached, looking through the wrappers that Prisma puts around it. */
export function isUnreachable(error: unknown): boolean {
  return chainOf(error).some(
    ({ code, message }) => UNREACHABLE.has(code) || (code === '' && UNREACHABLE_WORDS.test(message)),
  )
}

/** Whether a write was refused because such a row is there already (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return chainOf(error).some(({ code }) => code === 'P2002' || code === '23505')
}

/** The SQLSTATEs and words of an error and of what wraps it, for telling apart what no code tells alone. */
export function wordsOf(error: unknown): string {
  return chainOf(error)
    .map(({ code, message }) => `${code} ${message}`)
    .join('\n')
}

/** The codes and words of an error and of its causes, bounded in depth. */
function chainOf(error: unknown): { code: string; message: string }[] {
  const chain: { code: string; message: string }[] = []
  let current: unknown = error
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, originalCode, message, cause } = current as Record<string, unknown>
    chain.push({ code: textOf(code) || textOf(originalCode), message: textOf(message) })
    current = cause
  }
  return chain
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
