import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'

/** Tokens live at most this long, whatever they claim. */
export const MAX_TOKEN_SECONDS = 300
const CLOCK_TOLERANCE_SECONDS = 5
const FORBIDDEN_HEADERS = ['jku', 'jwk', 'x5u', 'x5c', 'crit'] as const

export type TokenExpectation = {
  issuer: string
  /** One audience, exactly. */
  audience: string
  algorithm: 'PS256' | 'EdDSA'
  type: 'at+jwt' | 'statement+jwt'
  maxSeconds: number
  clock: Clock
}

/**
 * Verifies a signed token against a fixed algorithm, type, issuer and a single audience. Throws `token_expirado` for a
 * good token that is over, `credencial_invalida` for everything else, whatever was wrong with it. A key set that
 * cannot be had (`getKey` throws an AppError) passes through, so that "unavailable" never looks like "refused".
 */
export async function verifyToken(
  token: string,
  getKey: JWTVerifyGetKey,
  expected: TokenExpectation,
): Promise<JWTPayload> {
  try {
    if (!isPlainlyWritten(token)) throw refused('form')
    const { payload, protectedHeader } = await jwtVerify(token, getKey, {
      issuer: expected.issuer,
      algorithms: [expected.algorithm],
      typ: expected.type,
      currentDate: expected.clock.now(),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['iat', 'exp', 'sub', 'jti', 'aud'],
    })
    // A token that brings its own key, or asks for extensions, is refused even if its signature is good.
    if (FORBIDDEN_HEADERS.some((name) => name in protectedHeader)) throw refused('header')
    // jose accepts an audience list that contains ours; one token has one audience here.
    if (payload.aud !== expected.audience) throw refused('audience')
    const { iat = 0, exp = Number.POSITIVE_INFINITY } = payload
    if (exp - iat > expected.maxSeconds) throw refused('life')
    // Dated ahead, it would live longer than its five minutes after all.
    if (iat > expected.clock.now().getTime() / 1_000 + CLOCK_TOLERANCE_SECONDS) throw refused('date')
    return payload
  } catch (error) {
    if (AppError.is(error)) throw error
    if (error instanceof errors.JWTExpired) throw new AppError('token_expirado')
    if (error instanceof errors.JOSEError) throw refused(error.code, error)
    throw error
  }
}

/**
 * Whether header and payload are JSON as we write it: no member twice, no spaces, nothing after it. Two readers of a
 * doubled member may take two different values; ours never meet one.
 */
function isPlainlyWritten(token: string): boolean {
  const parts = token.split('.')
  if (parts.length !== 3) return false
  return parts.slice(0, 2).every((part) => {
    const text = Buffer.from(part, 'base64url').toString('utf8')
    try {
      return JSON.stringify(JSON.parse(text)) === text
    } catch {
      return false
    }
  })
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError('credencial_invalida', { reason: `token: ${reason}`, cause })
}
