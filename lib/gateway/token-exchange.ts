import { z } from 'zod'
import { formatBasic } from '#lib/access/basic.ts'
import type { Audience } from '#lib/access/roles.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { type HttpClient, jsonOf } from './http-client.ts'

const SUBJECT_TYPE = {
  session: 'urn:crivo:token-type:session',
  task: 'urn:crivo:token-type:task',
  access_token: 'urn:ietf:params:oauth:token-type:access_token',
} as const

/** RFC 8693: what is handed in to get a token for another audience. */
export type SubjectToken = { token: string; type: keyof typeof SUBJECT_TYPE }

export type ExchangeOutcome =
  | { kind: 'issued'; token: string; expiresAt: Date }
  | { kind: 'refused'; error: string }
  | { kind: 'unavailable' }

const TokenAnswer = z.object({
  access_token: z.string().min(1).max(8_192),
  token_type: z.string().regex(/^Bearer$/i),
  expires_in: z.number().int().positive().max(300),
})
const ErrorAnswer = z.object({ error: z.string().max(100) })

export type TokenExchange = (
  subject: SubjectToken,
  audience: Audience,
  options?: { scope?: string; headers?: Readonly<Record<string, string>> },
) => Promise<ExchangeOutcome>

/** The token endpoint's RFC 8693 exchange, for one client. */
export function createTokenExchange(deps: {
  auth: HttpClient
  clientId: string
  clientSecret: Redacted<string>
  clock: Clock
}): TokenExchange {
  const authorization = formatBasic(deps.clientId, deps.clientSecret.reveal())
  return async (subject, audience, options = {}) => {
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subject.token,
      subject_token_type: SUBJECT_TYPE[subject.type],
      resource: `urn:crivo:${audience}`,
      ...(options.scope === undefined ? {} : { scope: options.scope }),
    })
    // Counted from before the call: a token never seems to live longer than it does.
    const askedAt = deps.clock.now().getTime()
    const outcome = await deps.auth.send({
      method: 'POST',
      path: '/oauth/token',
      headers: { ...options.headers, authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    })
    if (outcome.kind === 'failed') return { kind: 'unavailable' }
    const body = jsonOf(outcome.body)
    if (outcome.status === 200) {
      const issued = TokenAnswer.safeParse(body)
      if (!issued.success) return { kind: 'unavailable' }
      const { access_token, expires_in } = issued.data
      return { kind: 'issued', token: access_token, expiresAt: new Date(askedAt + expires_in * 1_000) }
    }
    const refused = ErrorAnswer.safeParse(body)
    // `invalid_client` is a fault of our own set-up, and says nothing about the person who asks.
    if (outcome.status !== 400 || !refused.success || refused.data.error === 'invalid_client') {
      return { kind: 'unavailable' }
    }
    return { kind: 'refused', error: refused.data.error }
  }
}
