import type { Context, Hono } from 'hono'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clients } from './clients.ts'
import { type ExchangeContext, exchangeToken } from './exchange.ts'
import { OAUTH_ERROR_STATUS, OAuthError } from './oauth-error.ts'
import { ACCESS_TOKEN_TYPE, parseTokenRequest, readForm } from './token-request.ts'

/** The header with which a 401 answers a client that tried Basic (RFC 6749 §5.2). */
const CHALLENGE = 'Basic realm="crivo", charset="UTF-8"'
/** Verifiers may keep the key set this long; far shorter than any rotation's grace. */
const KEY_SET_SECONDS = 60

export type AuthServerOptions = ExchangeContext & { clients: Clients; http: Omit<HttpAppOptions, 'challenge'> }

/**
 * The token server's paths. Answers as RFC 6749 §5 has them, errors included, and never lets one be stored. A health
 * answer is for whoever watches the process, and says nothing but its state.
 */
export function createAuthServerApp({ clients, http, ...context }: AuthServerOptions): Hono<HttpEnv> {
  const app = createHttpApp({ ...http, challenge: CHALLENGE })
  app.onError((error, c) => answerError(c, error, http.logger))
  app.notFound((c) => c.json({ error: 'invalid_request', error_description: 'No such endpoint' }, 404, NO_STORE))

  app.post('/oauth/token', async (c) => {
    const client = clients.authenticate(c.req.header('authorization'))
    const request = parseTokenRequest(await readForm(c.req.raw))
    const { token, scope, expiresInSeconds } = await exchangeToken(context, client, request)
    const issued = { access_token: token, issued_token_type: ACCESS_TOKEN_TYPE, token_type: 'Bearer' }
    return c.json({ ...issued, expires_in: expiresInSeconds, scope }, 200, NO_STORE)
  })
  app.all('/oauth/token', methodNotAllowed(['POST']))

  app.get('/.well-known/jwks.json', (c) =>
    c.json(context.signingKey.keySet, 200, { 'Cache-Control': `public, max-age=${KEY_SET_SECONDS}` }),
  )
  app.all('/.well-known/jwks.json', methodNotAllowed(['GET', 'HEAD']))

  app.get('/health/live', (c) => c.json({ situacao: 'ok' }, 200, NO_STORE))
  app.get('/health/ready', async (c) => {
    try {
      await context.store.ping()
      return c.json({ situacao: 'ok' }, 200, NO_STORE)
    } catch {
      return c.json({ situacao: 'indisponivel', dependencia: 'postgres' }, 503, NO_STORE)
    }
  })
  return app
}

const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }

function answerError(c: Context<HttpEnv>, thrown: unknown, logger: HttpAppOptions['logger']): Response {
  const allowed = c.get('allowedMethods')
  if (AppError.hasCode(thrown, 'metodo_nao_permitido') && allowed) {
    const body = { error: 'invalid_request', error_description: 'The method is not allowed here' }
    return c.json(body, 405, { ...NO_STORE, Allow: allowed.join(', ') })
  }
  const error = toOAuthError(thrown)
  const status = OAUTH_ERROR_STATUS[error.code]
  const level = status >= 500 ? 'error' : 'info'
  logger[level]({ event: 'token.refused', requestId: c.get('requestId'), code: error.code, err: error })
  const headers: Record<string, string> = { ...NO_STORE }
  if (status === 401) headers['WWW-Authenticate'] = CHALLENGE
  if (status === 503) headers['Retry-After'] = '2'
  return c.json({ error: error.code, error_description: error.message }, status, headers)
}

function toOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown
  if (AppError.hasCode(thrown, 'fonte_indisponivel')) {
    return new OAuthError('temporarily_unavailable', 'Try again shortly', { cause: thrown })
  }
  return new OAuthError('server_error', 'The request failed', { cause: thrown })
}
