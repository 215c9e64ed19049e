import { randomBytes } from 'node:crypto'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { permissionsForAudience } from '#lib/access/roles.ts'
import { MAX_TOKEN_SECONDS, verifyToken } from '#lib/access/token.ts'
import { type TokenSubject, tokenSubjectOf } from '#lib/access/token-claims.ts'
import { isDenied } from '#lib/access/token-denials.ts'
import { parseTaskId } from '#lib/identifiers/opaque-ids.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { encodeBase62, type SessionId } from '#lib/kernel/ids.ts'
import type { ServiceId } from './clients.ts'
import { claimsOfKey } from './key-claims.ts'
import type { KeyRing } from './key-ring.ts'
import { scopesFor } from './key-scopes.ts'
import { OAuthError } from './oauth-error.ts'
import type { TokenClaims } from './signing-key.ts'
import type { AuthStore, LiveKey, Subject } from './store.ts'
import type { TokenRequest } from './token-request.ts'

/** The one thing that sistema2 may do at sistema1, and what who it asks for must be allowed at sistema2. */
const DELEGATED_SCOPE = 'sistema1:resumo'
const DELEGATING_SCOPES: readonly Permission[] = ['dividas:resumo', 'sistema2:score']

export type IssuedToken = { token: string; scope: string; expiresInSeconds: number }

export type ExchangeContext = { issuer: string; keys: KeyRing; store: AuthStore; clock: Clock }

/**
 * RFC 8693. The portal hands in a live session and gets a token for one system, with what the member's role allows
 * there. sistema2 hands in a token of its own audience, as it received it, and gets one for sistema1 that still names
 * the member or the key, with sistema2 as the actor. The worker hands in a task that it is running and gets a token of
 * whoever asked for it, for sistema2 alone, with what they may do there by now. Every exchange looks the session or the key up again, so an ended
 * one gives no token from then on.
 */
export function exchangeToken(
  context: ExchangeContext,
  client: ServiceId,
  request: TokenRequest,
): Promise<IssuedToken> {
  if (client === 'worker') return forTask(context, request)
  return client === 'portal' ? forMember(context, request) : onBehalf(context, request)
}

async function forTask(context: ExchangeContext, { subject, audience, scope }: TokenRequest): Promise<IssuedToken> {
  if (subject.kind !== 'task') throw new OAuthError('invalid_request', 'This client hands in tasks only')
  if (audience !== 'sistema2') throw new OAuthError('invalid_target', 'Tasks ask sistema2 only')
  if (scope !== null) throw new OAuthError('invalid_scope', 'A task has what its asker has')
  const id = parseTaskId(subject.value)
  const found = id && (await context.store.findTaskAsker(id, context.clock.now()))
  if (!found) throw new OAuthError('invalid_grant', 'The task is not running, or whoever asked for it is gone')
  if (found.kind === 'member') {
    const granted = [...permissionsForAudience(found.subject.role, audience)].join(' ')
    if (granted === '') throw new OAuthError('invalid_scope', 'The subject has no scope for this resource')
    return issueForMember(context, found.subject, { aud: audience, client_id: 'portal', scope: granted })
  }
  const { key } = found
  const granted = scopesFor(key.scopes, null, audience).join(' ')
  // With its addresses: the worker says from where the task was asked for, and that has to be allowed still.
  const claims = { sub: key.id, ...claimsOfKey(key), aud: audience, client_id: key.id, scope: granted }
  return issue(context, claims, [key.expiresAt === null ? undefined : key.expiresAt.getTime() / 1_000])
}

async function forMember(context: ExchangeContext, { subject, audience, scope }: TokenRequest): Promise<IssuedToken> {
  if (subject.kind !== 'session') throw new OAuthError('invalid_request', 'This client hands in sessions only')
  const found = await findSubject(context, subject.value)
  const allowed = permissionsForAudience(found.role, audience)
  const granted = scope ?? [...allowed]
  // Never less than was asked for, in silence: what isn't allowed is refused (RFC 6749 §3.3).
  if (granted.length === 0 || !granted.every((word) => (allowed as ReadonlySet<string>).has(word))) {
    throw new OAuthError('invalid_scope', 'The subject lacks a requested scope for this resource')
  }
  return issueForMember(context, found, { aud: audience, client_id: 'portal', scope: [...new Set(granted)].join(' ') })
}

async function onBehalf(context: ExchangeContext, { subject, audience, scope }: TokenRequest): Promise<IssuedToken> {
  if (subject.kind !== 'token') throw new OAuthError('invalid_request', 'This client hands in access tokens only')
  if (audience !== 'sistema1') throw new OAuthError('invalid_target', 'This client acts at sistema1 only')
  if (scope !== null && (scope.length !== 1 || scope[0] !== DELEGATED_SCOPE)) {
    throw new OAuthError('invalid_scope', `This client asks for ${DELEGATED_SCOPE} only`)
  }
  const { actor, facts, expiresAt } = await readSubjectToken(context, subject.value)
  const denials = await context.store.listDenials(context.clock.now())
  const denied = isDenied(facts, (kind, id) => denials.find((denial) => denial.kind === kind && denial.subject === id))
  if (denied) throw notAllowed()
  const delegation = { aud: audience, client_id: 'sistema2', scope: DELEGATED_SCOPE, act: { sub: 'sistema2' } }
  const mayDelegate = (now: ReadonlySet<string>) =>
    DELEGATING_SCOPES.some((word) => actor.permissions.has(word) && now.has(word))
  if (actor.kind === 'key') {
    const key = await context.store.findLiveKey(actor.id, context.clock.now())
    if (!key || !mayDelegate(new Set(key.scopes))) throw notAllowed()
    return issueForKey(context, key, delegation, expiresAt)
  }
  const found = await findSubject(context, actor.sessionId)
  if (found.memberId !== actor.id || !mayDelegate(permissionsForAudience(found.role, 'sistema2'))) throw notAllowed()
  return issueForMember(context, found, delegation, expiresAt)
}

function notAllowed(): OAuthError {
  return new OAuthError('invalid_grant', 'The subject token does not allow this')
}

/** Whom a token names that was issued here, in person, for sistema2; one that was delegated already is no such. */
async function readSubjectToken(
  { issuer, keys, clock }: ExchangeContext,
  token: string,
): Promise<TokenSubject & { expiresAt: number }> {
  try {
    const payload = await verifyToken(token, keys.getKey, {
      issuer,
      audience: 'sistema2',
      algorithm: 'PS256',
      type: 'at+jwt',
      maxSeconds: MAX_TOKEN_SECONDS,
      clock,
    })
    return { ...tokenSubjectOf(payload, 'subject'), expiresAt: payload.exp ?? 0 }
  } catch (cause) {
    if (AppError.hasCode(cause, 'credencial_invalida') || AppError.hasCode(cause, 'token_expirado')) {
      throw new OAuthError('invalid_grant', 'The subject token is not valid', { cause })
    }
    throw cause
  }
}

async function findSubject({ store, clock }: ExchangeContext, sessionId: string): Promise<Subject> {
  const shaped = /^ses_[0-9A-Za-z]{22}$/.test(sessionId)
  // The shape was checked; the brand exists only in the type system.
  const found = shaped ? await store.findLive(sessionId as SessionId, clock.now()) : null
  if (!found) throw new OAuthError('invalid_grant', 'The session is not live')
  return found
}

type Terms = Pick<TokenClaims, 'aud' | 'client_id' | 'scope' | 'act'>

function issueForMember(context: ExchangeContext, subject: Subject, terms: Terms, endsBy?: number) {
  const member = {
    sub: subject.memberId,
    email: subject.email,
    instituicao: subject.institutionId,
    papel: subject.role,
    sessao: subject.sessionId,
    finalidades: [...subject.purposes],
  }
  return issue(context, { ...member, ...terms }, [subject.sessionEndsAt.getTime() / 1_000, endsBy])
}

function issueForKey(context: ExchangeContext, key: LiveKey, terms: Terms, endsBy: number) {
  const ends = key.expiresAt === null ? undefined : key.expiresAt.getTime() / 1_000
  // The addresses were checked where the key asked; sistema2 asks from its own.
  const { enderecos: _, ...claims } = claimsOfKey(key)
  return issue(context, { sub: key.id, ...claims, ...terms }, [ends, endsBy])
}

type Claims = TokenClaims extends infer Each
  ? Each extends TokenClaims
    ? Omit<Each, 'iss' | 'jti' | 'iat' | 'exp'>
    : never
  : never

async function issue(
  { issuer, keys, clock }: ExchangeContext,
  claims: Claims,
  ends: readonly (number | undefined)[],
): Promise<IssuedToken> {
  const iat = Math.floor(clock.now().getTime() / 1_000)
  // Never longer than what it was made from: the session or the key, and the token that was handed in.
  const exp = Math.min(iat + MAX_TOKEN_SECONDS, ...ends.map((end) => Math.floor(end ?? Number.POSITIVE_INFINITY)))
  if (exp <= iat) throw new OAuthError('invalid_grant', 'What the token is made from is over')
  const jti = encodeBase62(randomBytes(16), 22)
  const token = await keys.signer().sign({ ...claims, iss: issuer, jti, iat, exp })
  return { token, scope: claims.scope, expiresInSeconds: exp - iat }
}
