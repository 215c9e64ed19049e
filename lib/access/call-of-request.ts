import type { Context } from 'hono'
import type { HttpEnv } from '#lib/http/app.ts'
import type { Actor } from '#lib/kernel/actor.ts'
import type { Call, PresentedToken } from '#lib/kernel/call.ts'
import type { Permission } from './permission-catalogue.ts'
import { purposeOf, relationshipOf } from './purpose.ts'

/** The circumstances of one request by an actor whom the door has admitted: its id, peer and stated purpose. */
export function callOfRequest<Env extends HttpEnv>(
  c: Context<Env>,
  actor: Actor<Permission>,
  token?: PresentedToken,
): Call<Permission> {
  return {
    requestId: c.get('requestId'),
    actor,
    ip: c.get('peer'),
    purpose: purposeOf(c.req.header('finalidade'), actor),
    relationship: relationshipOf(c.req.header('relacao')),
    grantId: null,
    ...(token ? { token } : {}),
  }
}
