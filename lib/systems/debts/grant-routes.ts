import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { BearerDoor } from '#lib/access/bearer-door.ts'
import { type SignedInEnv, sayLimits, signInCounted } from '#lib/access/counted-calls.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { RateLimiter } from '#lib/access/rate-limit.ts'
import { type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { idempotencyKeyOf } from '#lib/http/idempotency-key.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { refuseQuery } from '#lib/http/read-query.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import type { Operation } from '#lib/kernel/operation.ts'
import { bodyAbout } from './approver-routes.ts'
import type { DecideGrantInput } from './approver-schemas.ts'
import type { DebtContext } from './context.ts'
import { approveGrant } from './operations/approve-grant.ts'
import { endGrant } from './operations/end-grant.ts'
import { getGrant } from './operations/get-grant.ts'
import { listGrants } from './operations/list-grants.ts'
import { listWaiting } from './operations/list-waiting.ts'
import { refuseGrant } from './operations/refuse-grant.ts'
import { requestGrant } from './operations/request-grant.ts'
import type { GrantOnWire, GrantReferenceInput } from './schemas.ts'
import { callOf, NO_STORE, queryOf } from './signed-routes.ts'

type OfOneGrant = Operation<Permission, DebtContext, typeof GrantReferenceInput, GrantOnWire>

type GrantRoutesParts = {
  context: DebtContext
  admit: MiddlewareHandler<HttpEnv>
  door: BearerDoor
  limiter: RateLimiter
}

/** What whoever asks for grants does with them: asks, looks and ends. Nothing here decides on one. */
export function askedGrantRoutes(parts: GrantRoutesParts): Hono<SignedInEnv> {
  const { context, admit, door, limiter } = parts
  const app = new Hono<SignedInEnv>()
  app.use(admit, sayLimits, signInCounted(door, limiter))
  app.post('/', async (c) => {
    refuseQuery(c.req.url)
    const key = idempotencyKeyOf(c.req.raw.headers)
    const call = { ...callOf(c), ...(key === null ? {} : { idempotencyKey: key }) }
    const grant = await requestGrant(context, call, await readJsonBody(c.req.raw))
    return c.json(grant, 201, { ...NO_STORE, Location: `${new URL(c.req.url).pathname}/${grant.id}` })
  })
  app.get('/', async (c) => c.json(await listGrants(context, callOf(c), queryOf(c)), 200, NO_STORE))
  app.all('/', methodNotAllowed(['GET', 'HEAD', 'POST']))
  app.get('/:id', (c) => about(c, context, getGrant))
  app.delete('/:id', (c) => about(c, context, endGrant))
  app.all('/:id', methodNotAllowed(['GET', 'HEAD', 'DELETE']))
  return app
}

/** The same for members, who also decide on each other's. */
export function memberGrantRoutes(parts: GrantRoutesParts): Hono<SignedInEnv> {
  const { context } = parts
  const app = new Hono<SignedInEnv>()
  // Before what takes any word for a grant's id; the checks of who asks come with it.
  app.get('/fila', parts.admit, sayLimits, signInCounted(parts.door, parts.limiter), async (c) =>
    c.json(await listWaiting(context, callOf(c), queryOf(c)), 200, NO_STORE),
  )
  app.route('/', askedGrantRoutes(parts))
  app.post('/:id/aprovar', (c) => decide(c, context, approveGrant))
  app.all('/:id/aprovar', methodNotAllowed(['POST']))
  app.post('/:id/recusar', (c) => decide(c, context, refuseGrant))
  app.all('/:id/recusar', methodNotAllowed(['POST']))
  return app
}

type DecideGrant = Operation<Permission, DebtContext, typeof DecideGrantInput, GrantOnWire>

async function decide(c: Context<SignedInEnv>, context: DebtContext, operation: DecideGrant): Promise<Response> {
  // As in `about`.
  const call = { ...callOf(c), grantId: (c.req.param('id') ?? '') as GrantId }
  return c.json(await operation(context, call, await bodyAbout(c)), 200, NO_STORE)
}

async function about(c: Context<SignedInEnv>, context: DebtContext, operation: OfOneGrant): Promise<Response> {
  refuseQuery(c.req.url)
  const id = c.req.param('id') ?? ''
  // The ledger names the grant that a refused attempt was about; the operation judges its shape before that.
  const call = { ...callOf(c), grantId: id as GrantId }
  return c.json(await operation(context, call, { id }), 200, NO_STORE)
}
