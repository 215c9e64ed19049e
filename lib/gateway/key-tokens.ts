import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { parseAccessKeyId } from '#lib/access/access-key.ts'
import { formatBasic } from '#lib/access/basic.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { createExpiringCache, type Loaded } from './expiring-cache.ts'
import { type HttpClient, type HttpOutcome, jsonOf } from './http-client.ts'

export type KeyTokenOutcome =
  | { kind: 'issued'; token: string; isNew: boolean }
  | { kind: 'refused'; code: 'credencial_invalida' | 'ip_nao_permitido' | 'escopo_insuficiente' }
  | { kind: 'too_many'; retryAfterSeconds: number }
  | { kind: 'unavailable' }

export type KeyCredential = { id: string; secret: string }
/** Where a key asks from, as the listener saw it, and in which request. */
export type AskedFrom = { peer: string; requestId: string }

/**
 * Tokens for Crivo's own paths (`aud` crivo) in exchange for a key's id and secret. The authorization server alone judges
 * them; what is kept here is only what it issued.
 */
export type KeyTokens = {
  /** A token with all that the key may do at those paths: kept until shortly before its end. */
  tokenFor(credential: KeyCredential, from: AskedFrom): Promise<KeyTokenOutcome>
  /** Whoever verifies tokens refused one: what was kept for the credential is dropped. */
  forget(credential: KeyCredential): void
}

const MAX_TOKENS = 20_000
const DEFAULT_RETRY_SECONDS = 2
const FORM = new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:crivo:crivo' }).toString()

const TokenAnswer = z.object({
  access_token: z.string().min(1).max(8_192),
  token_type: z.string().regex(/^Bearer$/i),
  expires_in: z.number().int().positive().max(300),
})
const ErrorAnswer = z.object({ error: z.string().max(100) })

/** What a refusal of the token endpoint means to a key that only said who it is. */
const CODE_OF_ERROR: Readonly<Record<string, Extract<KeyTokenOutcome, { kind: 'refused' }>['code']>> = {
  invalid_client: 'credencial_invalida',
  // Every key may use this grant, so what is refused to it is its address.
  unauthorized_client: 'ip_nao_permitido',
  // No scope was asked for: the key has none of this audience.
  invalid_scope: 'escopo_insuficiente',
}

export function createKeyTokens(auth: HttpClient, clock: Clock): KeyTokens {
  const cache = createExpiringCache<KeyTokenOutcome>(clock, MAX_TOKENS)
  // Secrets are long and random, but their digests are nobody's business either: they mean nothing outside this process.
  const digestKey = randomBytes(32)
  const digestOf = ({ id, secret }: KeyCredential) =>
    createHmac('sha256', digestKey).update(`${id}:${secret}`).digest('base64url')

  async function load(credential: KeyCredential, from: AskedFrom): Promise<Loaded<KeyTokenOutcome>> {
    // Counted from before the call: a token never seems to live longer than it does.
    const askedAt = clock.now().getTime()
    const outcome = await auth.send({
      method: 'POST',
      path: '/oauth/token',
      headers: {
        authorization: formatBasic(credential.id, credential.secret),
        'content-type': 'application/x-www-form-urlencoded',
        'x-request-id': from.requestId,
        'x-forwarded-for': from.peer,
      },
      body: FORM,
    })
    return readOutcome(outcome, askedAt)
  }

  return {
    async tokenFor(credential, from) {
      // Our own processes have secrets at that endpoint too; this door isn't theirs.
      if (parseAccessKeyId(credential.id) === null) return { kind: 'refused', code: 'credencial_invalida' }
      let isNew = false
      // By address too: the authorization server judges from where a key asks, and one peer's refusal is no other's.
      const outcome = await cache.get(`${digestOf(credential)} ${from.peer}`, () => {
        isNew = true
        return load(credential, from)
      })
      return outcome.kind === 'issued' ? { ...outcome, isNew } : outcome
    },
    forget(credential) {
      const prefix = `${digestOf(credential)} `
      cache.forget((key) => key.startsWith(prefix))
    },
  }
}

/** A token, or what a key that gets none is told. `beforeScopes` judges what comes before scopes in the order of checks. */
export async function requireKeyToken(
  tokens: KeyTokens,
  credential: KeyCredential,
  from: AskedFrom,
  beforeScopes: () => void,
): Promise<Extract<KeyTokenOutcome, { kind: 'issued' }>> {
  const outcome = await tokens.tokenFor(credential, from)
  switch (outcome.kind) {
    case 'issued':
      return outcome
    case 'refused':
      // Without any scope there is no token, and nobody else to judge the request.
      if (outcome.code === 'escopo_insuficiente') beforeScopes()
      throw new AppError(outcome.code, { reason: 'no token for this key' })
    case 'too_many':
      throw new AppError('limite_excedido', { retryAfterSeconds: outcome.retryAfterSeconds })
    case 'unavailable':
      throw new AppError('fonte_indisponivel', { reason: 'auth: no token' })
  }
}

function readOutcome(outcome: HttpOutcome, askedAt: number): Loaded<KeyTokenOutcome> {
  const unavailable = { value: { kind: 'unavailable' }, expiresAt: null } as const
  if (outcome.kind === 'failed') return unavailable
  const body = jsonOf(outcome.body)
  if (outcome.status === 200) {
    const issued = TokenAnswer.safeParse(body)
    if (!issued.success) return unavailable
    const { access_token: token, expires_in: seconds } = issued.data
    return { value: { kind: 'issued', token, isNew: true }, expiresAt: new Date(askedAt + seconds * 1_000) }
  }
  if (outcome.status === 429) {
    const retryAfterSeconds = Number(outcome.headers.get('retry-after')) || DEFAULT_RETRY_SECONDS
    return { value: { kind: 'too_many', retryAfterSeconds }, expiresAt: null }
  }
  const refused = ErrorAnswer.safeParse(body)
  const code = refused.success ? CODE_OF_ERROR[refused.data.error] : undefined
  return code === undefined ? unavailable : { value: { kind: 'refused', code }, expiresAt: null }
}
