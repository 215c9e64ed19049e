import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers `/health/live` and `/health/ready`; false, and nothing done, for every other path. */
export type HealthHandler = (pathname: string, request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Live says that the event loop turns; ready, that what this process itself depends on answers. The systems behind it
 * are no part of readiness: without one of them the portal still answers, and says what is missing.
 */
export function createHealthHandler(ready: () => Promise<void>): HealthHandler {
  return (pathname, request, response) => {
    if (pathname !== '/health/live' && pathname !== '/health/ready') return false
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    } else if (pathname === '/health/live') {
      answer(response, 200, { situacao: 'ok' })
    } else {
      ready().then(
        () => answer(response, 200, { situacao: 'ok' }),
        () => answer(response, 503, { situacao: 'indisponivel' }),
      )
    }
    return true
  }
}

function answer(response: ServerResponse, status: number, body: Record<string, string>): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
