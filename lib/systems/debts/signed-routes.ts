import type { Context, MiddlewareHandler } from 'hono'
import type { Admitted, BearerDoor } from '#lib/access/bearer-door.ts'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import type { HttpEnv } from '#lib/http/app.ts'
import { readQuery } from '#lib/http/read-query.ts'
import type { Call } from '#lib/kernel/call.ts'

// What the routes of sistema1 that are asked with a token have in common.

export type DebtsEnv = HttpEnv & { Variables: HttpEnv['Variables'] & { admitted: Admitted } }

export const NO_STORE = { 'Cache-Control': 'no-store' }

/** `signInCounted` for those for whom sistema2 asks, and has counted: in the same order, with no limits. */
export function signIn(door: BearerDoor): MiddlewareHandler<DebtsEnv> {
  return async (c, next) => {
    refuseSecretInUrl(c.req.url)
    c.set('admitted', await door(c.req.header('authorization'), c.get('peer')))
    refuseCardNumberOutsideBody(c.req.url, c.req.raw.headers)
    await next()
  }
}

export function callOf<Env extends DebtsEnv>(c: Context<Env>): Call<Permission> {
  const { actor, facts } = c.get('admitted')
  return callOfRequest(c, actor, facts)
}

/** The query with `limite` as the number it is written as; what isn't written like one is for the schema to refuse. */
export function queryOf<Env extends DebtsEnv>(c: Context<Env>): Record<string, unknown> {
  const query = readQuery(new URL(c.req.url))
  const { limite } = query
  return limite !== undefined && /^\d{1,3}$/.test(limite) ? { ...query, limite: Number(limite) } : query
}
