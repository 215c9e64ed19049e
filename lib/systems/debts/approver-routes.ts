import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { BearerDoor } from '#lib/access/bearer-door.ts'
import { type SignedInEnv, sayLimits, signInCounted } from '#lib/access/counted-calls.ts'
import type { RateLimiter } from '#lib/access/rate-limit.ts'
import { type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { refuseQuery } from '#lib/http/read-query.ts'
import type { DebtContext } from './context.ts'
import { confirmApprover } from './operations/confirm-approver.ts'
import { enrolApprover } from './operations/enrol-approver.ts'
import { listApprovers } from './operations/list-approvers.ts'
import { showApproverCode } from './operations/show-approver-code.ts'
import { callOf, NO_STORE, queryOf } from './signed-routes.ts'

type ApproverRoutesParts = {
  context: DebtContext
  admit: MiddlewareHandler<HttpEnv>
  door: BearerDoor
  limiter: RateLimiter
}

/** Where members become approvers, and confirm each other. */
export function approverRoutes({ context, admit, door, limiter }: ApproverRoutesParts): Hono<SignedInEnv> {
  const app = new Hono<SignedInEnv>()
  app.use(admit, sayLimits, signInCounted(door, limiter))
  app.get('/', async (c) => c.json(await listApprovers(context, callOf(c), queryOf(c)), 200, NO_STORE))
  app.post('/', async (c) => {
    refuseQuery(c.req.url)
    return c.json(await enrolApprover(context, callOf(c), await readJsonBody(c.req.raw)), 201, NO_STORE)
  })
  app.all('/', methodNotAllowed(['GET', 'HEAD', 'POST']))
  app.post('/:id/codigo', async (c) =>
    c.json(await showApproverCode(context, callOf(c), await bodyAbout(c)), 200, NO_STORE),
  )
  app.all('/:id/codigo', methodNotAllowed(['POST']))
  app.post('/:id/confirmar', async (c) =>
    c.json(await confirmApprover(context, callOf(c), await bodyAbout(c)), 200, NO_STORE),
  )
  app.all('/:id/confirmar', methodNotAllowed(['POST']))
  return app
}

/** The body, with the id of the path as a member; one that names another is refused as doubled. */
export async function bodyAbout(c: Context<SignedInEnv>): Promise<unknown> {
  refuseQuery(c.req.url)
  const body = await readJsonBody(c.req.raw)
  const id = c.req.param('id') ?? ''
  return typeof body === 'object' && body !== null && !('id' in body) ? { ...body, id } : null
}
