import type { Clock } from '#lib/kernel/clock.ts'
import type { SessionId } from '#lib/kernel/ids.ts'
import { createExpiringCache } from './expiring-cache.ts'
import type { TokenExchange } from './token-exchange.ts'

export type MemberTokenOutcome =
  | { kind: 'issued'; token: string }
  | { kind: 'refused'; code: 'credencial_invalida' | 'escopo_insuficiente' }
  | { kind: 'unavailable' }

export type TokenAudience = 'sistema1' | 'sistema2'

export type MemberTokens = {
  /** A token that names the member, for one system: cached per session and audience until shortly before its end. */
  tokenFor(session: SessionId, audience: TokenAudience): Promise<MemberTokenOutcome>
  /** Signed out, revoked or refused: what was cached for the session is dropped. */
  forget(session: SessionId): void
}

const MAX_TOKENS = 20_000

export function createMemberTokens(exchange: TokenExchange, clock: Clock): MemberTokens {
  const cache = createExpiringCache<MemberTokenOutcome>(clock, MAX_TOKENS)
  return {
    async tokenFor(session, audience) {
      return cache.get(`${session} ${audience}`, async () => {
        const outcome = await exchange({ token: session, type: 'session' }, audience)
        switch (outcome.kind) {
          case 'issued':
            return { value: { kind: 'issued', token: outcome.token }, expiresAt: outcome.expiresAt }
          case 'refused':
            return { value: { kind: 'refused', code: codeOf(outcome.error) }, expiresAt: null }
          case 'unavailable':
            return { value: outcome, expiresAt: null }
        }
      })
    },
    forget(session) {
      cache.forget((key) => key.startsWith(`${session} `))
    },
  }
}

/** `invalid_grant` says that the session is over; anything else, that this member may not ask that system. */
function codeOf(error: string): 'credencial_invalida' | 'escopo_insuficiente' {
  return error === 'invalid_grant' ? 'credencial_invalida' : 'escopo_insuficiente'
}
