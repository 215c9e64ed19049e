import { readBytes } from '#lib/http/read-body.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { wordsOf } from './key-scopes.ts'
import { OAuthError } from './oauth-error.ts'

export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
/** Every parameter of the exchange (RFC 8693 §2.1), those included that are refused. */
export const EXCHANGE_PARAMETERS = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'actor_token',
  'actor_token_type',
  'audience',
  'resource',
  'scope',
] as const
export const SESSION_TYPE = 'urn:crivo:token-type:session'
export const TASK_TYPE = 'urn:crivo:token-type:task'
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt'
const MAX_BODY_BYTES = 16 * 1_024
const CREDENTIALS_IN_BODY = ['client_secret', 'client_assertion', 'client_assertion_type']

/** The audiences that tokens are exchanged for. */
type ExchangeAudience = 'sistema1' | 'sistema2'
const AUDIENCE_OF_RESOURCE: ReadonlyMap<string, ExchangeAudience> = new Map([
  ['urn:crivo:sistema1', 'sistema1'],
  ['urn:crivo:sistema2', 'sistema2'],
])

export type TokenRequest = {
  subject: { kind: 'session' | 'task' | 'token'; value: string }
  audience: ExchangeAudience
  /** The words asked for; null when the client leaves it to us. */
  scope: readonly string[] | null
}

/**
 * Reads a form body. A parameter that comes twice is refused, one that we don't know is ignored (RFC 6749 §3.2).
 * Credentials in it are refused: the library would pass them over beside a good header.
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded(?:\s*;\s*charset="?utf-8"?)?$/i.test(type.trim())) {
    throw new OAuthError('invalid_request', 'The body must be application/x-www-form-urlencoded')
  }
  const form = new URLSearchParams(decode(await readBody(request)))
  for (const name of new Set(form.keys())) {
    if (form.getAll(name).length > 1 && name !== 'resource') {
      throw new OAuthError('invalid_request', 'A parameter is repeated')
    }
  }
  if (CREDENTIALS_IN_BODY.some((name) => form.has(name))) {
    throw new OAuthError('invalid_request', 'Clients authenticate by HTTP Basic only')
  }
  return form
}

async function readBody(request: Request): Promise<Uint8Array> {
  try {
    return await readBytes(request, MAX_BODY_BYTES)
  } catch (cause) {
    if (AppError.is(cause)) throw new OAuthError('invalid_request', 'The body is too large', { cause })
    throw cause
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new OAuthError('invalid_request', 'The body is not valid UTF-8', { cause })
  }
}

/** The token exchange that a form asks for; throws the error that the first wrong parameter calls for. */
export function parseTokenRequest(form: URLSearchParams): TokenRequest {
  if (form.has('actor_token')) throw new OAuthError('invalid_request', 'The actor is the authenticated client')
  const wanted = form.get('requested_token_type')
  if (wanted !== null && wanted !== ACCESS_TOKEN_TYPE && wanted !== JWT_TYPE) {
    throw new OAuthError('invalid_request', 'Only access tokens are issued')
  }
  return { subject: subjectOf(form), audience: audienceOf(form), scope: wordsOf(form.get('scope')) }
}

function subjectOf(form: URLSearchParams): TokenRequest['subject'] {
  const value = form.get('subject_token')
  if (!value) throw new OAuthError('invalid_request', 'subject_token is missing')
  const type = form.get('subject_token_type')
  if (type === SESSION_TYPE) return { kind: 'session', value }
  if (type === TASK_TYPE) return { kind: 'task', value }
  if (type === ACCESS_TOKEN_TYPE || type === JWT_TYPE) return { kind: 'token', value }
  throw new OAuthError('invalid_request', 'subject_token_type is missing or not supported')
}

/** One token, one audience (RFC 8707): two resources, another way to name one, or one of nobody's are refused. */
function audienceOf(form: URLSearchParams): TokenRequest['audience'] {
  const [resource = '', ...others] = form.getAll('resource')
  const audience = AUDIENCE_OF_RESOURCE.get(resource)
  if (!audience || others.length > 0 || form.has('audience')) {
    throw new OAuthError('invalid_target', 'resource must name exactly one known service')
  }
  return audience
}
