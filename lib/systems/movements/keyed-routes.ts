import { type Context, Hono } from 'hono'
import type { BearerDoor } from '#lib/access/bearer-door.ts'
import {
  admitCounted,
  type Counted,
  type CountedEnv,
  lookAtLimits,
  meetPerson,
  sayLimits,
  spendCall,
} from '#lib/access/counted-calls.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { MEMBER_LIMITS, type RateLimiter } from '#lib/access/rate-limit.ts'
import { STATEMENT_HEADER } from '#lib/access/statement.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { BasicDoor } from './door.ts'

/** Who may call, under which limits. */
export type Caller = {
  actor: Actor<Permission>
  counted: Counted
  allowsAddress(address: string): boolean
}

export type KeyedEnv = CountedEnv & { Variables: CountedEnv['Variables'] & { caller: Caller } }

type Doors = { door: BasicDoor; bearer: BearerDoor; limiter: RateLimiter }

/** Who gets in: keys by Basic, as sistema3's own paths have it, or also tokens of `aud` crivo. */
type Taking = 'keys' | 'keys_and_tokens'
const BOTH = 'Basic realm="crivo", charset="UTF-8", Bearer realm="crivo"'

/**
 * Routes behind a door, with the contract's order of checks: secret in the URL → credential → address → limits → card
 * number. Every answer to a known caller says where its limits are.
 */
export function createKeyedRoutes(doors: Doors, taking: Taking): Hono<KeyedEnv> {
  const routes = new Hono<KeyedEnv>()
  routes.use(sayLimits, async (c, next) => {
    await next()
    if (taking === 'keys_and_tokens' && c.res.status === 401) c.res.headers.set('WWW-Authenticate', BOTH)
  })
  routes.use(async (c, next) => {
    refuseSecretInUrl(c.req.url)
    c.set('caller', taking === 'keys' ? await callerByBasic(c, doors.door) : await callerByEither(c, doors))
    admitToday(c, doors.limiter)
    refuseCardNumberOutsideBody(c.req.url, c.req.raw.headers)
    await next()
  })
  return routes
}

/** Whom `Authorization: Basic` and, from the portal alone, `Membro` name. */
async function callerByBasic(c: Context<KeyedEnv>, door: BasicDoor): Promise<Caller> {
  const { actor, credential, secret } = await door({
    authorization: c.req.header('authorization'),
    statement: c.req.header(STATEMENT_HEADER),
  })
  c.set('usageSubject', { actor, secret: actor.kind === 'key' ? secret : null })
  const { allowsAddress } = credential
  // The portal's credential only carries members: each counts for themselves, or one session could spend all banks' calls.
  const limits = actor.kind === 'member' ? MEMBER_LIMITS : credential.limits
  return { actor, counted: { caller: actor.id, limits }, allowsAddress }
}

/** The same, or whom a token of `aud` crivo names, at the doors that take either. */
async function callerByEither(c: Context<KeyedEnv>, doors: Doors): Promise<Caller> {
  const authorization = c.req.header('authorization')
  if (!/^bearer /i.test(authorization ?? '')) return callerByBasic(c, doors.door)
  const { admitted, counted } = await admitCounted(c, doors.bearer, doors.limiter)
  // The token's door has judged the address already.
  return { actor: admitted.actor, counted, allowsAddress: () => true }
}

/** Counts a person among the caller's of today; throws `pessoas_demais` over the limit. */
export function meeterOf(c: Context<KeyedEnv>, limiter: RateLimiter): (person: string) => void {
  const { counted } = c.get('caller')
  return (person) => meetPerson(limiter, counted, person)
}

/** A body that holds a person's data: never to be kept by anything on the way. */
export function personalJson(c: Context<KeyedEnv>, body: object, status: 200 | 201 = 200): Response {
  return c.json(body, status, { 'Cache-Control': 'no-store' })
}

/** The address allow-list, then the rate limit: a call from a foreign address spends nothing. */
function admitToday(c: Context<KeyedEnv>, limiter: RateLimiter): void {
  const { counted, allowsAddress } = c.get('caller')
  if (!allowsAddress(c.get('peer'))) {
    lookAtLimits(c, limiter, counted)
    throw new AppError('ip_nao_permitido')
  }
  spendCall(c, limiter, counted)
}
