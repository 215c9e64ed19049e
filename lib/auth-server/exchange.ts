import { randomBytes } from 'node:crypto'
import { MemberClaims } from '#lib/access/member-claims.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { permissionsForAudience } from '#lib/access/roles.ts'
import { MAX_TOKEN_SECONDS, verifyToken } from '#lib/access/token.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { encodeBase62, type SessionId } from '#lib/kernel/ids.ts'
import type { ClientId } from './clients.ts'
import { OAuthError } from './oauth-error.ts'
import type { SigningKey, TokenClaims } from './signing-key.ts'
import type { Subject, SubjectStore } from './store.ts'
import type { TokenRequest } from './token-request.ts'

/** The one thing that sistema2 may do at sistema1, and what the person it asks for must be allowed at sistema2. */
const DELEGATED_SCOPE = 'sistema1:resumo'
const DELEGATING_SCOPES: readonly Permission[] = ['dividas:resumo', 'sistema2:score']

export type IssuedToken = { token: string; scope: string; expiresInSeconds: number }

export type ExchangeContext = { issuer: string; signingKey: SigningKey; store: SubjectStore; clock: Clock }

/**
 * RFC 8693. The portal hands in a live session and gets a token for one system, with what the member's role allows
 * there. sistema2 hands in such a token, as it received it, and gets one for sistema1 that still names the member, with
 * sistema2 as the actor. Every exchange looks the session up again, so an ended one gives no token from then on.
 */
export function exchangeToken(context: ExchangeContext, client: ClientId, request: TokenRequest): Promise<IssuedToken> {
  return client === 'portal' ? forMember(context, request) : onBehalf(context, request)
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
  return issue(context, found, { aud: audience, client_id: 'portal', scope: [...new Set(granted)].join(' ') })
}

async function onBehalf(context: ExchangeContext, { subject, audience, scope }: TokenRequest): Promise<IssuedToken> {
  if (subject.kind !== 'token') throw new OAuthError('invalid_request', 'This client hands in access tokens only')
  if (audience !== 'sistema1') throw new OAuthError('invalid_target', 'This client acts at sistema1 only')
  if (scope !== null && (scope.length !== 1 || scope[0] !== DELEGATED_SCOPE)) {
    throw new OAuthError('invalid_scope', `This client asks for ${DELEGATED_SCOPE} only`)
  }
  const { claims, expiresAt } = await readSubjectToken(context, subject.value)
  const found = await findSubject(context, claims.sessao)
  const inToken = claims.scope.split(' ')
  const allowedNow = permissionsForAudience(found.role, 'sistema2')
  if (
    found.memberId !== claims.sub ||
    !DELEGATING_SCOPES.some((word) => inToken.includes(word) && allowedNow.has(word))
  ) {
    throw new OAuthError('invalid_grant', 'The subject token does not allow this')
  }
  const delegation = { aud: audience, client_id: 'sistema2', scope: DELEGATED_SCOPE, act: { sub: 'sistema2' } }
  return issue(context, found, delegation, expiresAt)
}

/** The claims of a token that was issued here to the portal for sistema2; one that was delegated already is no such. */
async function readSubjectToken(
  { issuer, signingKey, clock }: ExchangeContext,
  token: string,
): Promise<{ claims: MemberClaims; expiresAt: number }> {
  const invalid = (cause?: unknown) => new OAuthError('invalid_grant', 'The subject token is not valid', { cause })
  try {
    const payload = await verifyToken(token, signingKey.getKey, {
      issuer,
      audience: 'sistema2',
      algorithm: 'PS256',
      type: 'at+jwt',
      maxSeconds: MAX_TOKEN_SECONDS,
      clock,
    })
    const claims = MemberClaims.safeParse(payload)
    if (!claims.success || payload.client_id !== 'portal' || 'act' in payload) throw invalid()
    return { claims: claims.data, expiresAt: payload.exp ?? 0 }
  } catch (error) {
    if (AppError.hasCode(error, 'credencial_invalida') || AppError.hasCode(error, 'token_expirado'))
      throw invalid(error)
    throw error
  }
}

async function findSubject({ store, clock }: ExchangeContext, sessionId: string): Promise<Subject> {
  const shaped = /^ses_[0-9A-Za-z]{22}$/.test(sessionId)
  // The shape was checked; the brand exists only in the type system.
  const found = shaped ? await store.findLive(sessionId as SessionId, clock.now()) : null
  if (!found) throw new OAuthError('invalid_grant', 'The session is not live')
  return found
}

async function issue(
  { issuer, signingKey, clock }: ExchangeContext,
  subject: Subject,
  terms: Pick<TokenClaims, 'aud' | 'client_id' | 'scope' | 'act'>,
  endsBy = Number.POSITIVE_INFINITY,
): Promise<IssuedToken> {
  const iat = Math.floor(clock.now().getTime() / 1_000)
  const sessionEnd = Math.floor(subject.sessionEndsAt.getTime() / 1_000)
  // Never longer than what it was made from: the session, or the token that was handed in.
  const exp = Math.min(iat + MAX_TOKEN_SECONDS, sessionEnd, endsBy)
  if (exp <= iat) throw new OAuthError('invalid_grant', 'The session is not live')
  const token = await signingKey.sign({
    iss: issuer,
    sub: subject.memberId,
    email: subject.email,
    instituicao: subject.institutionId,
    papel: subject.role,
    sessao: subject.sessionId,
    finalidades: [...subject.purposes],
    jti: encodeBase62(randomBytes(16), 22),
    ...terms,
    iat,
    exp,
  })
  return { token, scope: terms.scope, expiresInSeconds: exp - iat }
}
