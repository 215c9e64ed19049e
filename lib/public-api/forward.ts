import type { Context } from 'hono'
import type { HttpAnswer, HttpClient } from '#lib/gateway/index.ts'
import type { HttpEnv } from '#lib/http/app.ts'
import { MAX_BODY_BYTES } from '#lib/http/read-body.ts'
import { AppError } from '#lib/kernel/app-error.ts'

/**
 * What a caller may tell a service. Everything else stays here: hop-by-hop headers, cookies, and whatever would name
 * another caller (`X-Forwarded-*`, the portal's `Membro`).
 */
const REQUEST_HEADERS = [
  'accept',
  'accept-language',
  'authorization',
  'concessao',
  'content-encoding',
  'content-type',
  'finalidade',
  'idempotency-key',
  'relacao',
] as const

/** What a service may tell a caller; the request id is set by the app itself. */
const ANSWER_HEADERS = [
  'allow',
  'cache-control',
  'content-language',
  'content-type',
  'deprecation',
  'link',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'sunset',
  'vary',
  'www-authenticate',
] as const

/**
 * Hands a request to the service that owns the path and gives back its answer: same method, path and query. The
 * service authenticates, limits and records for itself; this side only says where the call came from.
 */
export async function forward(
  c: Context<HttpEnv>,
  client: HttpClient,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<Response> {
  const send = await readForForwarding(c, client, maxBytes)
  return send({})
}

/** A request whose body has been read, to be handed on with headers that stand in the place of the caller's own. */
export async function readForForwarding(
  c: Context<HttpEnv>,
  client: HttpClient,
  maxBytes: number,
): Promise<(instead: { authorization?: string }) => Promise<Response>> {
  const url = new URL(c.req.url)
  const body = await readForwardedBody(c.req.raw, maxBytes)
  return async (instead) => {
    const outcome = await client.send({
      method: c.req.method,
      path: url.pathname + url.search,
      headers: {
        ...pick(REQUEST_HEADERS, (name) => c.req.header(name)),
        ...instead,
        'x-request-id': c.get('requestId'),
        'x-forwarded-for': c.get('peer'),
      },
      ...(body ? { body } : {}),
      signal: c.req.raw.signal,
    })
    if (outcome.kind === 'failed') {
      const reason = `${client.dependency}: ${outcome.reason}`
      const { retryAfterSeconds } = outcome
      throw new AppError('fonte_indisponivel', { reason, ...(retryAfterSeconds ? { retryAfterSeconds } : {}) })
    }
    return answerOf(outcome, client)
  }
}

function answerOf(answer: HttpAnswer, client: HttpClient): Response {
  const type = answer.headers.get('content-type') ?? ''
  const empty = answer.body.byteLength === 0
  // Services speak JSON; anything else is a listener's own page about a failure, not an answer.
  if (!empty && !/^application\/(problem\+)?json\b/.test(type)) {
    throw new AppError('fonte_indisponivel', { reason: `${client.dependency} answered ${answer.status} without JSON` })
  }
  return new Response(empty ? null : new Uint8Array(answer.body), {
    status: answer.status,
    headers: pick(ANSWER_HEADERS, (name) => answer.headers.get(name)),
  })
}

function pick(names: readonly string[], find: (name: string) => string | undefined): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = find(name)
    if (value !== undefined) picked[name] = value
  }
  return picked
}

/** How much of a body that is too long is taken off the wire and dropped before its sender is cut off. */
const MAX_DISCARDED_BYTES = 16 * 1_024 * 1_024

/**
 * The body, cut one byte past the limit. What is too long is handed on too long, and refused by the service in its
 * own order of checks (a wrong credential is told before a big body), while no more than the limit is ever held. The
 * rest is read and dropped: most senders listen for the answer only once they are done.
 */
async function readForwardedBody(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  if (!request.body) return undefined
  const chunks: Uint8Array[] = []
  let held = 0
  let discarded = 0
  try {
    for await (const chunk of request.body) {
      const room = maxBytes + 1 - held
      if (room > 0) chunks.push(chunk.subarray(0, room))
      held += Math.min(chunk.byteLength, room)
      discarded += Math.max(chunk.byteLength - room, 0)
      // Leaving the loop cancels the stream, and with it the connection.
      if (discarded > MAX_DISCARDED_BYTES) throw new AppError('corpo_grande')
    }
  } catch (error) {
    if (AppError.is(error)) throw error
    throw new AppError('requisicao_invalida', { reason: 'the body broke off', cause: error })
  }
  return Buffer.concat(chunks)
}
