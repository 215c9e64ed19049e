import type { Context } from 'hono'
import { parseBasic } from '#lib/access/basic.ts'
import { refuseCardNumberOutsideBody } from '#lib/access/unsafe-places.ts'
import { type HttpClient, type KeyCredential, type KeyTokens, requireKeyToken } from '#lib/gateway/index.ts'
import type { HttpEnv } from '#lib/http/app.ts'
import { MAX_BODY_BYTES } from '#lib/http/read-body.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { readForForwarding } from './forward.ts'

/** How one may sign in at the public API as a whole. */
export const CHALLENGE = 'Basic realm="crivo", Bearer realm="crivo"'

/**
 * As `forward`, to a service that takes tokens only, at doors that take a key by Basic too: the key's id and secret are
 * exchanged for a token, and it is the token that is handed on. No secret reaches the service, and nobody checks one
 * but the authorization server.
 */
export async function forwardWithToken(
  c: Context<HttpEnv>,
  client: HttpClient,
  tokens: KeyTokens,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<Response> {
  const authorization = c.req.header('authorization')
  const send = await readForForwarding(c, client, maxBytes)
  if (!/^basic\b/i.test(authorization ?? '')) return withBothWays(await send({}))
  const credential = parseBasic(authorization)
  if (credential === null) throw new AppError('credencial_invalida', { reason: 'malformed Basic' })

  const first = await tokenFor(c, tokens, credential)
  const answer = await send({ authorization: `Bearer ${first.token}` })
  if (answer.status !== 401) return answer
  tokens.forget(credential)
  // A kept token may have been denied while the key is good again, after a pause, say. A refused call has done nothing.
  if (first.isNew) throw refusedToken()
  const second = await tokenFor(c, tokens, credential)
  const repeated = await send({ authorization: `Bearer ${second.token}` })
  if (repeated.status === 401) throw refusedToken()
  return repeated
}

function tokenFor(c: Context<HttpEnv>, tokens: KeyTokens, credential: KeyCredential) {
  const from = { peer: c.get('peer'), requestId: c.get('requestId') }
  return requireKeyToken(tokens, credential, from, () => refuseCardNumberOutsideBody(c.req.url, c.req.raw.headers))
}

/** The caller knows of no token, so none can have expired. */
function refusedToken(): AppError {
  return new AppError('credencial_invalida', { reason: 'a token for this key was refused' })
}

/** The service knows of tokens alone; here one may come with a key as well. */
function withBothWays(answer: Response): Response {
  if (answer.status === 401) answer.headers.set('WWW-Authenticate', CHALLENGE)
  return answer
}
