import type { JWTPayload } from 'jose'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { KeyClaims, keyActorOf } from './key-claims.ts'
import { MemberClaims, memberActorOf } from './member-claims.ts'
import type { Permission } from './permission-catalogue.ts'
import type { Tier } from './tier.ts'
import type { TokenFacts } from './token-denials.ts'

/** Whom a verified token names: a member or a key, and from where the key may ask. */
export type TokenSubject = {
  actor: Actor<Permission>
  facts: TokenFacts
  /** The key's allow-list; empty is no restriction. */
  addresses: readonly string[]
  /** The rate tier of a key; null for a member, who has none. */
  tier: Tier | null
  /** The key's own limit below its tier's, if it carries one. */
  limit: { quota: number; seconds: number } | null
  /** The end of the secret by which a key got this token; null where the token doesn't say. */
  secret: string | null
}

/**
 * Whom the claims of a verified token name. `by` is who presents it: the subject in person (a member through the
 * portal, a key for itself), or sistema2 for whom it asks, by a token that was exchanged and says so (`act`, RFC 8693);
 * neither passes as the other. Throws `credencial_invalida`.
 */
export function tokenSubjectOf(payload: JWTPayload, by: 'subject' | 'sistema2'): TokenSubject {
  const key = KeyClaims.safeParse(payload)
  const member = key.success ? null : MemberClaims.safeParse(payload)
  const client = by === 'sistema2' ? 'sistema2' : key.success ? payload.sub : 'portal'
  if (payload.client_id !== client || actedBy(payload.act) !== (by === 'sistema2' ? 'sistema2' : undefined)) {
    throw new AppError('credencial_invalida', { reason: 'token client' })
  }
  if (key.success) {
    // Test keys reach only the sandbox, which isn't there: a live person must never answer to one.
    if (key.data.ambiente !== 'live') throw new AppError('credencial_invalida', { reason: 'test key' })
    const actor = keyActorOf(key.data)
    const { enderecos: addresses = [], nivel: tier, limite, segredo: secret = null } = key.data
    const limit = limite ? { quota: limite.limite, seconds: limite.janela_s } : null
    return { actor, facts: factsOf(actor, payload, null), addresses, tier, limit, secret }
  }
  if (!member?.success) throw new AppError('credencial_invalida', { reason: 'token claims' })
  const actor = memberActorOf(member.data)
  return {
    actor,
    facts: factsOf(actor, payload, actor.sessionId),
    addresses: [],
    tier: null,
    limit: null,
    secret: null,
  }
}

function factsOf(actor: Actor, { jti = '', iat = 0 }: JWTPayload, sessionId: string | null): TokenFacts {
  return {
    id: jti,
    subjectId: actor.id,
    sessionId,
    institutionId: actor.institutionId,
    issuedAt: new Date(iat * 1_000),
  }
}

/** Who acts for the subject; undefined where nobody does. A claim of another shape is nobody that we know. */
function actedBy(act: unknown): unknown {
  if (act === undefined) return undefined
  return typeof act === 'object' && act !== null && 'sub' in act && Object.keys(act).length === 1 ? act.sub : null
}
