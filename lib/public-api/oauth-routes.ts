import { type Context, Hono } from 'hono'
import { refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import type { HttpClient } from '#lib/gateway/index.ts'
import type { HttpEnv } from '#lib/http/app.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import { forward } from './forward.ts'

/** What the authorization server shows to the world; its other paths are for our own processes. */
export const OAUTH_PATHS = [
  '/oauth/token',
  '/oauth/introspect',
  '/oauth/revoke',
  '/.well-known/oauth-authorization-server',
  '/.well-known/jwks.json',
] as const

const RETRY_AFTER_SECONDS = 2

/**
 * The authorization server's paths, handed on whole. It authenticates, limits and refuses for itself; what is refused on
 * this side is told in its form (RFC 6749 §5.2), never as a problem document.
 */
export function oauthRoutes(auth: HttpClient, logger: Logger): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.onError((error, c) => refusalOf(error, c, logger))
  for (const path of OAUTH_PATHS) {
    app.all(path, (c) => {
      refuseSecretInUrl(c.req.url)
      return forward(c, auth)
    })
  }
  return app
}

function refusalOf(error: unknown, c: Context<HttpEnv>, logger: Logger): Response {
  const headers = { 'Cache-Control': 'no-store' }
  if (AppError.is(error) && error.status === 400) {
    const description = 'Malformed request, or a credential in the URL'
    return c.json({ error: 'invalid_request', error_description: description }, 400, headers)
  }
  logger.error({ event: 'oauth.unavailable', requestId: c.get('requestId'), err: error })
  if (AppError.hasCode(error, 'fonte_indisponivel')) {
    const body = { error: 'temporarily_unavailable', error_description: 'Try again shortly' }
    return c.json(body, 503, { ...headers, 'Retry-After': String(RETRY_AFTER_SECONDS) })
  }
  return c.json({ error: 'server_error', error_description: 'The request failed' }, 500, headers)
}
