import type { Hono } from 'hono'
import { z } from 'zod'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import { methodNotAllowed } from '#lib/http/app.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { readQuery } from '#lib/http/read-query.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { MovementAppOptions } from '../http.ts'
import { createKeyedRoutes, type KeyedEnv, meeterOf, personalJson } from '../keyed-routes.ts'
import { receiveMovements } from './operations.ts'
import { MAX_BATCH_BYTES } from './schemas.ts'

/** `/v1/fontes/movimentacoes`, by Basic or by a token of `aud` crivo. */
export function sourceRoutes(options: MovementAppOptions): Hono<KeyedEnv> {
  const { limiter } = options
  const routes = createKeyedRoutes(options, 'keys_and_tokens')
  routes.post('/', async (c) => {
    parseInput(z.strictObject({}), readQuery(new URL(c.req.url)))
    const body = await readJsonBody(c.req.raw, MAX_BATCH_BYTES)
    const { ledger, clock, newId, logger } = options.context
    const context = { ledger, clock, newId, logger, intake: options.intake, meetPerson: meeterOf(c, limiter) }
    return personalJson(c, await receiveMovements(context, callOfRequest(c, c.get('caller').actor), body))
  })
  routes.all('/', methodNotAllowed(['POST']))
  return routes
}
