import type { Hono } from 'hono'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import { methodNotAllowed } from '#lib/http/app.ts'
import { readQuery } from '#lib/http/read-query.ts'
import type { MovementAppOptions } from '../http.ts'
import { createKeyedRoutes, type KeyedEnv, personalJson } from '../keyed-routes.ts'
import { listRecent } from './list-recent.ts'

/** For the portal alone: it isn't among the paths that partners reach. */
export const RECENT_PATH = '/interno/recentes'

export function recentRoutes(options: MovementAppOptions): Hono<KeyedEnv> {
  const routes = createKeyedRoutes(options, 'keys')
  routes.get('/', async (c) => {
    const { ledger, clock, newId, logger } = options.context
    const context = { ledger, clock, newId, logger, refs: options.refs, own: options.own }
    const call = callOfRequest(c, c.get('caller').actor)
    return personalJson(c, await listRecent(context, call, readQuery(new URL(c.req.url))))
  })
  routes.all('/', methodNotAllowed(['GET', 'HEAD']))
  return routes
}
