import type { CryptoKey } from 'jose'
import type { z } from 'zod'
import { formatBasic } from '#lib/access/basic.ts'
import { type Audience, permissionsForAudience } from '#lib/access/roles.ts'
import { STATEMENT_HEADER, signMemberStatement } from '#lib/access/statement.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { type GrantId, randomId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { type DebtFile, DebtFileSchema } from '#lib/systems/debts/schemas.ts'
import { type MovementFile, MovementFileSchema } from '#lib/systems/movements/schemas.ts'
import { type ScoreFile, ScoreFileSchema } from '#lib/systems/score/schemas.ts'
import type { HttpClient, HttpOutcome } from './http-client.ts'
import { type LookUp, type Refused, readLookUp, refusedHere, type Unavailable, unavailable } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokens } from './member-tokens.ts'

/** Who is looked up: exactly one way of saying it, as `POST …/consultas` takes it. */
export type Subject =
  | { cpf: string }
  | { cartao: string }
  | { ref: string }
  | { nome: string }
  | { endereco: { logradouro: string; numero: string; cep?: string } }

export type LookUpOptions = {
  purpose: Purpose
  relationship?: string | null
  grantId?: GrantId | null
  /** Filters of the look-up, members of the body beside the subject. */
  filters?: Readonly<Record<string, string | number>>
  signal?: AbortSignal
}

/** A call as it went and what came back, for showing; the credential is left out. */
export type ShownCall = { request: { method: string; path: string; headers: Readonly<Record<string, string>> } } & (
  | { kind: 'answered'; status: number; headers: Readonly<Record<string, string>>; body: string; tookMs: number }
  | Unavailable
  | Refused
)

/** What each system knows of a person, as it says it. */
export type Files = { sistema1: DebtFile; sistema2: ScoreFile; sistema3: MovementFile }

const SCHEMAS: { [System in Audience]: z.ZodType<Files[System]> } = {
  sistema1: DebtFileSchema,
  sistema2: ScoreFileSchema,
  sistema3: MovementFileSchema,
}

export type SystemsGateway = {
  [System in Audience]: (
    caller: MemberCaller,
    subject: Subject,
    options: LookUpOptions,
  ) => Promise<LookUp<Files[System]>>
} & {
  show(system: Audience, caller: MemberCaller, subject: Subject, options: LookUpOptions): Promise<ShownCall>
  /** On sign-out: what was cached for the session is dropped. */
  forget: MemberTokens['forget']
}

export type SystemsDeps = {
  clients: Readonly<Record<Audience, HttpClient>>
  tokens: MemberTokens
  /** The portal's own credential at sistema3, and the key that signs for whom it asks. */
  portalKey: { id: string; secret: Redacted<string> }
  statementKey: CryptoKey
  clock: Clock
}

type Credential = { kind: 'headers'; headers: Record<string, string> } | Refused | Unavailable

/** Look-ups in the three systems for a signed-in member. Outages and refusals are answers here, not exceptions. */
export function createSystemsGateway(deps: SystemsDeps): SystemsGateway {
  const { clients, tokens, clock } = deps
  const portalAuthorization = formatBasic(deps.portalKey.id, deps.portalKey.secret.reveal())

  async function credentialFor(system: Audience, caller: MemberCaller): Promise<Credential> {
    const permissions = permissionsForAudience(caller.role, system)
    if (permissions.size === 0) return refusedHere('escopo_insuficiente', caller.requestId)
    if (system === 'sistema3') {
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
    return bearerFor(tokens, system, caller)
  }

  async function ask(
    system: Audience,
    caller: MemberCaller,
    subject: Subject,
    options: LookUpOptions,
  ): Promise<HttpOutcome | Refused | Unavailable> {
    const credential = await credentialFor(system, caller)
    if (credential.kind !== 'headers') return credential
    const outcome = await clients[system].send({
      method: 'POST',
      path: pathOf(system),
      headers: { ...shownHeaders(caller, options), ...forwardedHeaders(caller), ...credential.headers },
      body: JSON.stringify({ ...subject, ...options.filters }),
      ...(options.signal ? { signal: options.signal } : {}),
    })
    if (outcome.kind === 'answered' && outcome.status === 401) tokens.forget(caller.sessionId)
    return outcome
  }

  function lookUpIn<System extends Audience>(system: System) {
    return async (caller: MemberCaller, subject: Subject, options: LookUpOptions): Promise<LookUp<Files[System]>> => {
      const outcome = await ask(system, caller, subject, options)
      if (outcome.kind === 'refused' || outcome.kind === 'unavailable') return outcome
      return readLookUp(outcome, SCHEMAS[system], caller.requestId)
    }
  }

  return {
    sistema1: lookUpIn('sistema1'),
    sistema2: lookUpIn('sistema2'),
    sistema3: lookUpIn('sistema3'),
    async show(system, caller, subject, options) {
      const request = { method: 'POST', path: pathOf(system), headers: shownHeaders(caller, options) }
      const outcome = await ask(system, caller, subject, options)
      if (outcome.kind === 'refused' || outcome.kind === 'unavailable') return { request, ...outcome }
      if (outcome.kind === 'failed') {
        const base = { tookMs: outcome.tookMs, requestId: caller.requestId }
        return { request, ...unavailable(base, outcome.reason, null, null) }
      }
      const { status, headers, body, tookMs } = outcome
      return {
        request,
        kind: 'answered',
        status,
        headers: Object.fromEntries(headers),
        body: body.toString('utf8'),
        tookMs,
      }
    },
    forget: tokens.forget,
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

function shownHeaders(caller: MemberCaller, options: LookUpOptions): Record<string, string> {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    finalidade: options.purpose,
    ...(options.relationship ? { relacao: options.relationship } : {}),
    ...(options.grantId ? { concessao: options.grantId } : {}),
    'x-request-id': caller.requestId,
  }
}

function pathOf(system: Audience): string {
  return `/v1/${system}/consultas`
}
