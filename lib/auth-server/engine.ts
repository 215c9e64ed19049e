import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { formatBasic } from '#lib/access/basic.ts'
import { MAX_TOKEN_SECONDS } from '#lib/access/token.ts'
import { scopesOfAudience, TOKEN_AUDIENCES } from '#lib/access/token-audiences.ts'
import { createAddressList } from '#lib/http/address-list.ts'
import type { Client, Clients } from './clients.ts'
import { createEngineAdapter } from './engine-adapter.ts'
import { type ExchangeContext, exchangeToken } from './exchange.ts'
import { claimsOfKey } from './key-claims.ts'
import { audienceOfResource, audienceOfScopes, resourceOf, scopesFor, wordsOf } from './key-scopes.ts'
import { OAuthError } from './oauth-error.ts'
import type { LiveKey } from './store.ts'
import { ACCESS_TOKEN_TYPE, EXCHANGE_GRANT, EXCHANGE_PARAMETERS, parseTokenRequest } from './token-request.ts'
import { answerAboutToken } from './token-state.ts'

export const ENDPOINTS = {
  token: '/oauth/token',
  introspection: '/oauth/introspect',
  revocation: '/oauth/revoke',
} as const
export type Endpoint = keyof typeof ENDPOINTS

export type EngineCall = {
  endpoint: Endpoint
  credential: { id: string; secret: string }
  form: URLSearchParams
  peer: string
}
/** `failure` is what was thrown where the answer is a refusal or worse. */
export type EngineAnswer = { status: number; body: unknown; failure: unknown }
export type Engine = (call: EngineCall) => Promise<EngineAnswer>

export type EngineContext = ExchangeContext & { clients: Clients }

/** One call on its way through the library, for its hooks: they are handed the request, and nothing of ours. */
type Running = EngineCall & { client: Client | null; answer: EngineAnswer }
const running = new AsyncLocalStorage<Running>()

function current(): Running {
  const call = running.getStore()
  if (!call) throw new Error('the library called outside a call')
  return call
}

/** The key that is getting a token for itself. */
function currentKey(): LiveKey {
  const { client } = current()
  if (client?.kind !== 'key') throw new OAuthError('unauthorized_client', 'The client may not use this grant')
  return client.key
}

/**
 * oidc-provider with the keys that the ring publishes at this moment, and as much of it as is used: three endpoints that
 * take a form of a client that authenticates by HTTP Basic. Its key store is fixed when it is made, so after a rotation
 * another one is made. Every departure from what it does by itself has a test in `engine.test.ts`.
 */
export function createEngine(context: EngineContext): Engine {
  const provider = new Provider(context.issuer, configurationOf(context))
  // Its own comparison knows one secret, in plain text.
  provider.Client.prototype.compareClientSecret = async (secret) => {
    const { client, peer } = current()
    if (!context.clients.matches(client, secret)) return false
    if (client?.kind === 'key' && client.key.ips.length > 0 && !createAddressList(client.key.ips).includes(peer)) {
      throw asLibraryError(new OAuthError('unauthorized_client', 'The client may not ask from this address'))
    }
    return true
  }
  provider.registerGrantType(EXCHANGE_GRANT, exchangeHandler(context), [...EXCHANGE_PARAMETERS], ['resource'])
  const keepFailure = (_ctx: KoaContextWithOIDC, error: unknown) => {
    current().answer.failure = error
  }
  provider.on('grant.error', keepFailure)
  provider.on('introspection.error', keepFailure)
  provider.on('revocation.error', keepFailure)
  provider.on('server_error', keepFailure)
  provider.use(async (ctx, next) => {
    await next()
    // Only the library's own endpoints are called, and each of them has its context by now.
    await answerAboutToken(context, ctx as KoaContextWithOIDC)
    Object.assign(current().answer, { status: ctx.status, body: ctx.body })
    // Whoever called takes the answer from there; nothing is written to the response.
    ctx.respond = false
  })
  return callerOf(provider)
}

function configurationOf(context: EngineContext): Configuration {
  const off = { enabled: false }
  return {
    adapter: createEngineAdapter(async (id) => {
      const { clients } = context
      const client = await clients.find(id)
      current().client = client
      // As much work as with a known client.
      if (client === null) clients.matches(null, current().credential.secret)
      return client
    }),
    jwks: {
      keys: context.keys.published().map(({ privateJwk }) => privateJwk) as NonNullable<Configuration['jwks']>['keys'],
    },
    routes: ENDPOINTS,
    clientAuthMethods: ['client_secret_basic'],
    clientDefaults: { id_token_signed_response_alg: 'PS256' },
    enabledJWA: { idTokenSigningAlgValues: ['PS256'], clientAuthSigningAlgValues: ['PS256'] },
    responseTypes: [],
    scopes: TOKEN_AUDIENCES.flatMap(scopesOfAudience),
    // Nothing here sets a cookie; without a key of its own the library would warn.
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    ttl: { ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? MAX_TOKEN_SECONDS },
    extraTokenClaims: () => ({ ...claimsOfKey(currentKey()), segredo: current().credential.secret.slice(-4) }),
    formats: { customizers: { jwt: (_ctx, _token, parts) => dateToken(context, parts.payload) } },
    features: {
      devInteractions: off,
      userinfo: off,
      rpInitiatedLogout: off,
      dPoP: off,
      pushedAuthorizationRequests: off,
      resourceIndicators: resourceIndicators(context),
      clientCredentials: { enabled: true },
      // Tokens are JWTs, which the library neither looks up nor revokes; see `answerAboutToken`.
      introspection: { enabled: true, allowedPolicy: () => false },
      revocation: { enabled: true, allowedPolicy: () => false },
    },
  }
}

/**
 * One token, one audience; scopes that the key lacks are refused. The library by itself leaves out of a token what it
 * doesn't know of a resource, and checks no resource's scopes against the client.
 */
function resourceIndicators({ keys, clock }: EngineContext) {
  return {
    enabled: true,
    defaultResource: (ctx: KoaContextWithOIDC) =>
      refusing(() => resourceOf(audienceOfScopes(currentKey().scopes, wordsOf(scopeOf(ctx))))),
    getResourceServerInfo: (ctx: KoaContextWithOIDC, resource: string) =>
      refusing(() => {
        const key = currentKey()
        const audience = audienceOfResource(resource)
        if (audience === null || current().form.getAll('resource').length > 1) {
          throw new OAuthError('invalid_target', 'resource must name exactly one known service')
        }
        const { params } = ctx.oidc
        if (params) params.scope = scopesFor(key.scopes, wordsOf(scopeOf(ctx)), audience).join(' ')
        const left = key.expiresAt === null ? Number.POSITIVE_INFINITY : key.expiresAt.getTime() - clock.now().getTime()
        return {
          scope: scopesOfAudience(audience).join(' '),
          audience,
          accessTokenTTL: Math.max(1, Math.min(MAX_TOKEN_SECONDS, Math.floor(left / 1_000))),
          accessTokenFormat: 'jwt' as const,
          jwt: { sign: { alg: 'PS256' as const, kid: keys.signer().kid } },
        }
      }),
  }
}

function scopeOf(ctx: KoaContextWithOIDC): string | null {
  const scope = ctx.oidc.params?.scope
  return typeof scope === 'string' ? scope : null
}

/** The library counts by the machine's clock; a token says what ours says, for as long as the library allowed it. */
function dateToken({ clock }: EngineContext, payload: Record<string, unknown>): void {
  const life = Number(payload.exp) - Number(payload.iat)
  payload.iat = Math.floor(clock.now().getTime() / 1_000)
  payload.exp = Number(payload.iat) + life
}

function exchangeHandler(context: EngineContext) {
  return async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, form } = current()
    if (client?.kind !== 'service') throw new Error('only services have this grant')
    const { token, scope, expiresInSeconds } = await refusing(() =>
      exchangeToken(context, client.id, parseTokenRequest(form)),
    )
    ctx.body = {
      access_token: token,
      issued_token_type: ACCESS_TOKEN_TYPE,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      scope,
    }
  }
}

/** Lets our refusals pass through the library as its own; whatever else goes wrong stays an error of the server. */
async function refusing<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof OAuthError ? asLibraryError(error) : error
  }
}

function asLibraryError({ code, message }: OAuthError): Error {
  return new errors.CustomOIDCProviderError(code, message)
}

/** Calls the library in this process, with Node's own request and response, which no socket ever carries. */
function callerOf(provider: Provider): Engine {
  const callback = provider.callback()
  return async (call) => {
    const body = Buffer.from(call.form.toString())
    const request = new IncomingMessage(new Socket())
    request.method = 'POST'
    request.url = ENDPOINTS[call.endpoint]
    const { id, secret } = call.credential
    request.headers = {
      host: new URL(provider.issuer).host,
      // RFC 6749 §2.3.1: each half is form-encoded, and so the library decodes it.
      authorization: formatBasic(encodeURIComponent(id), encodeURIComponent(secret)),
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.byteLength),
    }
    request.push(body)
    request.push(null)
    const answer: EngineAnswer = { status: 500, body: undefined, failure: undefined }
    await running.run({ ...call, client: null, answer }, () => callback(request, new ServerResponse(request)))
    return answer
  }
}
