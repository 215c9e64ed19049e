import type { Context, Hono } from 'hono'
import { parseBasic } from '#lib/access/basic.ts'
import { sameSecret } from '#lib/access/same-secret.ts'
import { denialListOnWire } from '#lib/access/token-denials.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { Attempts } from './attempts.ts'
import { type Clients, SERVICE_IDS } from './clients.ts'
import type { DenialFeed } from './denial-feed.ts'
import { createEngine, ENDPOINTS, type Endpoint, type Engine, type EngineAnswer, type EngineContext } from './engine.ts'
import { JWKS_PATH, METADATA_PATH, metadataOf } from './metadata.ts'
import { isOAuthErrorCode, OAUTH_ERROR_STATUS, OAuthError } from './oauth-error.ts'
import { readForm } from './token-request.ts'

/** The header with which a 401 answers, whichever way a client tried (RFC 6749 §5.2). */
const CHALLENGE = 'Basic realm="crivo", charset="UTF-8"'
const DENIALS_PATH = '/interno/revogacoes'
/** Verifiers may keep the key set this long; shorter than any rotation's grace. */
const KEY_SET_SECONDS = 60
const METADATA_SECONDS = 3_600
const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }
const RETRY_AFTER_SECONDS = 2

export type AuthServerOptions = EngineContext & {
  attempts: Attempts
  denials: Pick<DenialFeed, 'current'>
  /** Processes that may read what is denied and do nothing else here, by id. */
  denialReaders: ReadonlyMap<string, Redacted<string>>
  http: Omit<HttpAppOptions, 'challenge' | 'polled'>
}

/**
 * The authorization server's paths. Answers as RFC 6749 §5 has them, errors included, and never lets one be stored. A
 * health answer is for whoever watches the process, and says nothing but its state.
 */
export function createAuthServerApp({
  attempts,
  denials,
  denialReaders,
  http,
  ...context
}: AuthServerOptions): Hono<HttpEnv> {
  const app = createHttpApp({ ...http, challenge: CHALLENGE, polled: [DENIALS_PATH, JWKS_PATH] })
  app.onError((error, c) => answerError(c, error, http.logger))
  app.notFound((c) => c.json({ error: 'invalid_request', error_description: 'No such endpoint' }, 404, NO_STORE))

  const engine = currentEngine(context)
  for (const endpoint of Object.keys(ENDPOINTS) as Endpoint[]) {
    app.post(ENDPOINTS[endpoint], async (c) => {
      const peer = c.get('peer')
      const credential = credentialOf(c)
      // The secret first: wrong ones, from the address that they share with our own processes, must not shut those out.
      if (!(await isOwnService(context.clients, credential))) await attempts.count(peer, credential.id)
      const outcome = await engine()({ endpoint, credential, form: await readForm(c.req.raw), peer })
      return answer(c, outcome)
    })
    app.all(ENDPOINTS[endpoint], methodNotAllowed(['POST']))
  }

  const metadata = metadataOf(context.issuer)
  app.get(METADATA_PATH, (c) => c.json(metadata, 200, { 'Cache-Control': `public, max-age=${METADATA_SECONDS}` }))
  app.all(METADATA_PATH, methodNotAllowed(['GET', 'HEAD']))
  app.get(JWKS_PATH, (c) =>
    c.json(context.keys.keySet(), 200, { 'Cache-Control': `public, max-age=${KEY_SET_SECONDS}` }),
  )
  app.all(JWKS_PATH, methodNotAllowed(['GET', 'HEAD']))

  // For sistema2 and sistema3, which ask several times a second; front hands this path on to nobody.
  app.get(DENIALS_PATH, async (c) => {
    const credential = credentialOf(c)
    const { id, secret } = credential
    const reader = denialReaders.get(id)
    const reads =
      (await isOwnService(context.clients, credential)) || (reader !== undefined && sameSecret(secret, reader))
    if (!reads) throw notAuthenticated()
    return c.json(denialListOnWire(denials.current()), 200, NO_STORE)
  })
  app.all(DENIALS_PATH, methodNotAllowed(['GET', 'HEAD']))

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

/** Whether one of our own processes asks, and with its secret. */
async function isOwnService(clients: Clients, { id, secret }: { id: string; secret: string }): Promise<boolean> {
  const client = SERVICE_IDS.some((known) => known === id) ? await clients.find(id) : null
  return clients.matches(client, secret)
}

/** The library with the keys of this moment: made anew when they change, and put in the place of the one before. */
function currentEngine(context: EngineContext): () => Engine {
  let made: { keys: string; engine: Engine } | null = null
  return () => {
    const keys = context.keys.published().map(({ kid }) => kid)
    const name = keys.join(' ')
    if (made?.keys !== name) made = { keys: name, engine: createEngine(context) }
    return made.engine
  }
}

/**
 * What a client authenticates with, in the one form that is admitted; nothing in the URL counts, a secret there least.
 * The library asks 400 of a client that doesn't even try; RFC 6749 §5.2 has `invalid_client` for it.
 */
function credentialOf(c: Context<HttpEnv>): { id: string; secret: string } {
  if (new URL(c.req.url).search !== '') throw new OAuthError('invalid_request', 'Parameters belong into the body')
  const credential = parseBasic(c.req.header('authorization'))
  if (!credential || credential.secret === '') throw notAuthenticated()
  return credential
}

function notAuthenticated(): OAuthError {
  return new OAuthError('invalid_client', 'Client authentication failed')
}

function answer(c: Context<HttpEnv>, { status, body, failure }: EngineAnswer): Response {
  if (status !== 200) throw failureOf(body, failure)
  return body === '' ? c.body(null, 200, NO_STORE) : c.json(body as Record<string, unknown>, 200, NO_STORE)
}

/** The library's refusal in our words: its codes, and for what goes wrong in the server what has gone wrong. */
function failureOf(body: unknown, cause: unknown): unknown {
  const { error, error_description: description } = body as Record<string, unknown>
  if (!isOAuthErrorCode(error) || error === 'server_error') return cause ?? new Error(`the library answered ${error}`)
  if (error === 'invalid_client') return notAuthenticated()
  // RFC 6749 §5.2 has a code of its own for this; the library says `invalid_request`.
  const code = description === 'requested grant type is not allowed for this client' ? 'unauthorized_client' : error
  return new OAuthError(code, typeof description === 'string' ? description : code, { cause })
}

function answerError(c: Context<HttpEnv>, thrown: unknown, logger: HttpAppOptions['logger']): Response {
  const allowed = c.get('allowedMethods')
  if (AppError.hasCode(thrown, 'metodo_nao_permitido') && allowed) {
    const body = { error: 'invalid_request', error_description: 'The method is not allowed here' }
    return c.json(body, 405, { ...NO_STORE, Allow: allowed.join(', ') })
  }
  const error = toOAuthError(thrown)
  const status = OAUTH_ERROR_STATUS[error.code]
  const level = status >= 500 ? 'error' : 'info'
  logger[level]({ event: 'oauth.refused', requestId: c.get('requestId'), code: error.code, err: error })
  const headers: Record<string, string> = { ...NO_STORE }
  if (status === 401) headers['WWW-Authenticate'] = CHALLENGE
  if (error.retryAfterSeconds !== undefined) headers['Retry-After'] = String(error.retryAfterSeconds)
  return c.json({ error: error.code, error_description: error.message }, status, headers)
}

function toOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown
  if (AppError.hasCode(thrown, 'fonte_indisponivel')) {
    const options = { cause: thrown, retryAfterSeconds: RETRY_AFTER_SECONDS }
    return new OAuthError('temporarily_unavailable', 'Try again shortly', options)
  }
  return new OAuthError('server_error', 'The request failed', { cause: thrown })
}
