import { type CryptoKey, type JWTVerifyGetKey, SignJWT } from 'jose'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { MemberClaims } from './member-claims.ts'
import { verifyToken } from './token.ts'

/** The header in which the portal tells sistema3 for whom it asks. */
export const STATEMENT_HEADER = 'Membro'
export const STATEMENT_SECONDS = 60
const ISSUER = 'urn:crivo:portal'
const AUDIENCE = 'sistema3'

/** A statement of the portal, good for one minute at sistema3: "I ask for this member". */
export async function signMemberStatement(claims: MemberClaims, privateKey: CryptoKey, clock: Clock): Promise<string> {
  const now = Math.floor(clock.now().getTime() / 1_000)
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'statement+jwt' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(now + STATEMENT_SECONDS)
    .sign(privateKey)
}

/** The member whom a statement names. Throws `credencial_invalida` or `token_expirado`. */
export async function verifyMemberStatement(statement: string, key: CryptoKey, clock: Clock): Promise<MemberClaims> {
  const getKey: JWTVerifyGetKey = async () => key
  const payload = await verifyToken(statement, getKey, {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithm: 'EdDSA',
    type: 'statement+jwt',
    maxSeconds: STATEMENT_SECONDS,
    clock,
  })
  const claims = MemberClaims.safeParse(payload)
  if (!claims.success) throw new AppError('credencial_invalida', { reason: 'statement claims' })
  return claims.data
}
