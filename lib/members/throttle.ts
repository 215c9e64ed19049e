import { createHash } from 'node:crypto'
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { PortalDatabase } from '#lib/datastores/portal-database.ts'
import { AppError } from '#lib/kernel/app-error.ts'

type Limit = { points: number; durationSeconds: number }

/**
 * How often something may be tried. A password is guessed at most ten times in a quarter of an hour from one address
 * and a hundred times in an hour from everywhere (NIST SP 800-63B §5.2.2); one address may fail fifty times over all
 * accounts, which an office behind one address doesn't reach. What succeeds is given back.
 */
export const LIMITS = {
  'sign-in:address': { points: 50, durationSeconds: 900 },
  'sign-in:account-from-address': { points: 10, durationSeconds: 900 },
  'sign-in:account': { points: 100, durationSeconds: 3_600 },
  'change-password:member': { points: 10, durationSeconds: 900 },
  'proof:member': { points: 10, durationSeconds: 900 },
  'code:member': { points: 10, durationSeconds: 900 },
  'reset-request:address': { points: 20, durationSeconds: 3_600 },
  'reset-request:account': { points: 3, durationSeconds: 3_600 },
  'approval-letter:institution': { points: 4, durationSeconds: 3_600 },
  'token:address': { points: 30, durationSeconds: 900 },
} as const satisfies Record<string, Limit>
export type LimitName = keyof typeof LIMITS

/** What is counted, and against which limit. */
export type Counted = { limit: LimitName; key: string }

export type Throttled = { kind: 'throttled'; retryAfterSeconds: number }
export type Attempt =
  | { kind: 'allowed'; giveBack(): Promise<void> }
  /** `isFirst` says that this attempt is the one that crossed the line: worth a record, those after it aren't. */
  | (Throttled & { isFirst: boolean })

export type Throttle = {
  /**
   * Counts one attempt against each limit in turn and stops at the first that is used up, so that what one limit holds
   * back doesn't use up the next. Throws `fonte_indisponivel` when it can't count: nothing is tried uncounted.
   */
  attempt(counted: readonly Counted[]): Promise<Attempt>
}

/**
 * Counters in the portal's Postgres: they hold for all replicas and through restarts, and a sign-in needs that database
 * anyway. Once over a limit, a replica remembers it and asks no more until the time is up.
 */
export function createThrottle(pool: PortalDatabase['pool']): Throttle {
  const limiters = new Map<LimitName, RateLimiterAbstract>()
  for (const [name, limit] of Object.entries(LIMITS)) {
    // Object.entries forgets that the keys are the table's own.
    limiters.set(name as LimitName, createLimiter(pool, name, limit))
  }
  const limiterOf = (name: LimitName) => {
    const limiter = limiters.get(name)
    if (!limiter) throw new Error(`no such limit: ${name}`)
    return limiter
  }
  return {
    async attempt(counted) {
      for (const { limit, key } of counted) {
        const refusal = await consume(limiterOf(limit), key)
        if (refusal) {
          const isFirst = refusal.consumedPoints === LIMITS[limit].points + 1
          return { kind: 'throttled', retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)), isFirst }
        }
      }
      return {
        kind: 'allowed',
        async giveBack() {
          await Promise.all(counted.map(({ limit, key }) => limiterOf(limit).reward(key, 1)))
        },
      }
    },
  }
}

function createLimiter(
  pool: PortalDatabase['pool'],
  name: string,
  { points, durationSeconds }: Limit,
): RateLimiterAbstract {
  return new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    schemaName: 'public',
    tableName: 'throttle',
    tableCreated: true,
    // The worker's job clears the table; the library's own timer would keep the process from ending.
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration: durationSeconds,
    inMemoryBlockOnConsumed: points + 2,
  })
}

/** The library rejects with its result when a limit is used up, and with an Error when the store fails. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<RateLimiterRes | null> {
  try {
    await limiter.consume(key)
    return null
  } catch (error) {
    if (error instanceof RateLimiterRes) return error
    throw new AppError('fonte_indisponivel', { reason: 'throttle', retryAfterSeconds: 2, cause: error })
  }
}

/** A digest stands for an e-mail: the counters' table shall not be a list of addresses that somebody tried. */
export function accountKey(email: string): string {
  return createHash('sha256').update(email).digest('base64url').slice(0, 22)
}
