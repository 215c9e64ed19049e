import type { CryptoKey } from 'jose'
import { formatBasic } from '#lib/access/basic.ts'
import { type Audience, permissionsForAudience } from '#lib/access/roles.ts'
import { STATEMENT_HEADER, signMemberStatement } from '#lib/access/statement.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { type GrantId, randomId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { HttpClient, HttpOutcome } from './http-client.ts'
import { type Refused, refusedHere, type Unavailable, unavailable } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokens } from './member-tokens.ts'

/** Under what a member asks: all of it is recorded with the inquiry. */
export type Circumstances = {
  purpose: Purpose
  relationship?: string | null
  grantId?: GrantId | null
  signal?: AbortSignal
}

export type Question = { method: 'GET' | 'POST'; path: string; body?: unknown }

export type AskDeps = {
  clients: Readonly<Record<Audience, HttpClient>>
  tokens: MemberTokens
  /** The portal's own credential at sistema3, and the key that signs for whom it asks. */
  portalKey: { id: string; secret: Redacted<string> }
  statementKey: CryptoKey
  clock: Clock
}

/** One question to one system in a member's name; what this side refuses by itself never leaves. */
export type Ask = (
  system: Audience,
  caller: MemberCaller,
  question: Question,
  circumstances: Circumstances,
) => Promise<HttpOutcome | Refused | Unavailable>

type Credential = { kind: 'headers'; headers: Record<string, string> } | Refused | Unavailable

export function createAsk(deps: AskDeps): Ask {
  const { clients, tokens, clock } = deps
  const portalAuthorization = formatBasic(deps.portalKey.id, deps.portalKey.secret.reveal())

  async function credentialFor(system: Audience, caller: MemberCaller): Promise<Credential> {
    const permissions = permissionsForAudience(caller.role, system)
    if (permissions.size === 0) return refusedHere('escopo_insuficiente', caller.requestId)
    if (system !== 'sistema3') return bearerFor(tokens, system, caller)
    const statement = await signMemberStatement(
      {
        sub: caller.memberId,
        email: caller.email,
        instituicao: caller.institutionId,
        papel: caller.role,
        sessao: caller.sessionId,
        finalidades: [...caller.purposes],
        scope: [...permissions].join(' '),
        jti: randomId('event'),
      },
      deps.statementKey,
      clock,
    )
    return { kind: 'headers', headers: { authorization: portalAuthorization, [STATEMENT_HEADER]: statement } }
  }

  return async (system, caller, { method, path, body }, circumstances) => {
    const credential = await credentialFor(system, caller)
    if (credential.kind !== 'headers') return credential
    const outcome = await clients[system].send({
      method,
      path,
      headers: {
        ...shownHeaders(caller, circumstances, body !== undefined),
        ...forwardedHeaders(caller),
        ...credential.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(circumstances.signal ? { signal: circumstances.signal } : {}),
    })
    if (outcome.kind === 'answered' && outcome.status === 401) tokens.forget(caller.sessionId)
    return outcome
  }
}

/** The member's bearer token for sistema1 or sistema2, as headers of a call. */
export async function bearerFor(
  tokens: MemberTokens,
  system: 'sistema1' | 'sistema2',
  caller: MemberCaller,
): Promise<Credential> {
  const outcome = await tokens.tokenFor(caller.sessionId, system)
  switch (outcome.kind) {
    case 'issued':
      return { kind: 'headers', headers: { authorization: `Bearer ${outcome.token}` } }
    case 'refused':
      return refusedHere(outcome.code, caller.requestId)
    case 'unavailable':
      return unavailable({ tookMs: 0, requestId: caller.requestId }, 'unreachable', null, null)
  }
}

/** For whom a call is made: the request it belongs to, the browser's own address for the ledger, the reader's language. */
export function forwardedHeaders({ requestId, ip, language }: MemberCaller): Record<string, string> {
  return { 'x-request-id': requestId, 'x-forwarded-for': ip, ...(language ? { 'accept-language': language } : {}) }
}

/** The headers of a call that may be shown: all but the credential. */
export function shownHeaders(
  caller: MemberCaller,
  { purpose, relationship, grantId }: Circumstances,
  hasBody = true,
): Record<string, string> {
  return {
    accept: 'application/json',
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    finalidade: purpose,
    ...(relationship ? { relacao: relationship } : {}),
    ...(grantId ? { concessao: grantId } : {}),
    'x-request-id': caller.requestId,
  }
}
