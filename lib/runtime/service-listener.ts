import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { BREAKERS_PATH, type Breakers, reportOf } from '#lib/gateway/index.ts'
import type { HttpEnv } from '#lib/http/app.ts'
import { createHealthHandler } from './health.ts'

const MAX_HEADER_BYTES = 16 * 1_024
const REQUEST_TIMEOUT_MS = 15_000

/**
 * The HTTP listener of a service that a load balancer or the front may call: its app, and health probes and the state of
 * its circuit breakers, which are nobody's data, need no credential and leave no log line. A request that isn't complete after 15 s is closed.
 */
export function createServiceListener(
  app: Pick<Hono<HttpEnv>, 'fetch'>,
  breakers: Breakers,
  ready: () => Promise<void>,
): Server {
  const health = createHealthHandler(ready)
  const toApp = getRequestListener(app.fetch)
  return createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    (request: IncomingMessage, response: ServerResponse) => {
      const [pathname = '/'] = (request.url ?? '/').split('?', 1)
      if (health(pathname, request, response)) return
      if (pathname === BREAKERS_PATH && request.method === 'GET') tellBreakers(breakers, response)
      else void toApp(request, response)
    },
  )
}

function tellBreakers(breakers: Breakers, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify({ itens: breakers.snapshots().map(reportOf) }))
}
