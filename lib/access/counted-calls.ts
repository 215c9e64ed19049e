import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from '#lib/http/app.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Admitted, BearerDoor } from './bearer-door.ts'
import { limitsOf, MEMBER_LIMITS, type RateLimiter, type RateLimits } from './rate-limit.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from './unsafe-places.ts'
import type { UsageSubject } from './usage-meter.ts'

export type CountedEnv = HttpEnv & {
  Variables: HttpEnv['Variables'] & {
    rateHeaders?: Readonly<Record<string, string>>
    /** Whose call this is, for counting it once it is answered. */
    usageSubject?: UsageSubject
  }
}

/** What is used here of a context; the routes' own know more besides. */
type CountedContext = {
  req: { header(name: string): string | undefined }
  get(key: 'peer'): string
  set(key: 'rateHeaders', headers: Readonly<Record<string, string>>): void
  set(key: 'usageSubject', subject: UsageSubject): void
}

/** Under whose id calls and people are counted, and against what. */
export type Counted = { caller: string; limits: RateLimits }

/** What `signInCounted` leaves to the routes behind it. */
export type SignedInEnv = CountedEnv & { Variables: { admitted: Admitted; counted: Counted } }

/**
 * Puts where the caller's limits stand on every answer to it. It comes before whatever may refuse: a refusal becomes a
 * response on the way out.
 */
export const sayLimits: MiddlewareHandler<CountedEnv> = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(c.get('rateHeaders') ?? {})) c.res.headers.set(name, value)
}

/** Whom a token names, and what they are counted against: their tier's limits, or members'. Counts nothing yet. */
export async function admitCounted(
  c: CountedContext,
  door: BearerDoor,
  limiter: RateLimiter,
): Promise<{ admitted: Admitted; counted: Counted }> {
  let limits = MEMBER_LIMITS
  const admitted = await door(c.req.header('authorization'), c.get('peer'), ({ actor, tier, limit, secret }) => {
    c.set('usageSubject', { actor, secret })
    if (tier !== null) limits = limitsOf(tier, limit)
    // A call from a foreign address says where the limits stand, and spends nothing.
    lookAtLimits(c, limiter, { caller: actor.id, limits })
  })
  return { admitted, counted: { caller: admitted.actor.id, limits } }
}

/**
 * For routes that take tokens alone, after `sayLimits`, in the contract's order: secret in the URL → credential and its
 * addresses → limits → card number in the URL. The operation checks the rest, input first.
 */
export function signInCounted(door: BearerDoor, limiter: RateLimiter): MiddlewareHandler<SignedInEnv> {
  return async (c, next) => {
    refuseSecretInUrl(c.req.url)
    const { admitted, counted } = await admitCounted(c, door, limiter)
    c.set('admitted', admitted)
    c.set('counted', counted)
    spendCall(c, limiter, counted)
    refuseCardNumberOutsideBody(c.req.url, c.req.raw.headers)
    await next()
  }
}

/** Has the answer say where the limits stand, counting nothing. */
export function lookAtLimits(c: CountedContext, limiter: RateLimiter, { caller, limits }: Counted): void {
  c.set('rateHeaders', limiter.look(caller, limits))
}

/** Counts one call; throws `limite_excedido` or `cota_excedida`. */
export function spendCall(c: CountedContext, limiter: RateLimiter, { caller, limits }: Counted): void {
  const decision = limiter.take(caller, limits)
  c.set('rateHeaders', decision.headers)
  if (decision.kind === 'refused') throw new AppError(decision.code, { retryAfterSeconds: decision.retryAfterSeconds })
}

/** Counts a person among the caller's of today; throws `pessoas_demais` over the limit. */
export function meetPerson(limiter: RateLimiter, { caller, limits }: Counted, person: string): void {
  const met = limiter.meet(caller, limits, person)
  if (met.kind === 'refused') throw new AppError('pessoas_demais', { retryAfterSeconds: met.retryAfterSeconds })
}
