import { Hono } from 'hono'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import { sayLimits } from '#lib/access/counted-calls.ts'
import { methodNotAllowed } from '#lib/http/app.ts'
import { readQuery } from '#lib/http/read-query.ts'
import { type KeysDoors, type KeysEnv, signInByKeyOrToken } from './http.ts'
import { accountOnWire } from './wire.ts'

/** `/v1/conta`: by a token of `aud` crivo, or by the key itself. */
export function accountRoutes(doors: KeysDoors): Hono<KeysEnv> {
  const routes = new Hono<KeysEnv>()
  routes.use(sayLimits)
  routes.get('/', signInByKeyOrToken(doors), async (c) => {
    const query = readQuery(new URL(c.req.url))
    const account = await doors.keys.readAccount(callOfRequest(c, c.get('admitted').actor), query)
    return c.json(accountOnWire(account), 200, { 'Cache-Control': 'no-store' })
  })
  routes.all('/', methodNotAllowed(['GET', 'HEAD', 'OPTIONS']))
  return routes
}
