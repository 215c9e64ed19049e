import type { JWTVerifyGetKey } from 'jose'
import { parseBearer } from '#lib/access/basic.ts'
import { MemberClaims, memberActorOf } from '#lib/access/member-claims.ts'
import { MAX_TOKEN_SECONDS, verifyToken } from '#lib/access/token.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { BearerDoor } from './http.ts'

/** The client through which members ask. Tokens of other clients have no door here. */
const MEMBERS_CLIENT = 'portal'

/** Access tokens of members for the audience `sistema2`, verified here with the authorization server's key set. */
export function createBearerDoor(options: { issuer: string; getKey: JWTVerifyGetKey; clock: Clock }): BearerDoor {
  return async (authorization) => {
    const token = parseBearer(authorization)
    if (token === null) throw new AppError('credencial_invalida', { reason: 'no bearer token' })
    const payload = await verifyToken(token, options.getKey, {
      issuer: options.issuer,
      audience: 'sistema2',
      algorithm: 'PS256',
      type: 'at+jwt',
      maxSeconds: MAX_TOKEN_SECONDS,
      clock: options.clock,
    })
    const claims = MemberClaims.safeParse(payload)
    // A token that was exchanged for another service to act with is not a member's own.
    if (!claims.success || payload.client_id !== MEMBERS_CLIENT || 'act' in payload) {
      throw new AppError('credencial_invalida', { reason: 'token claims' })
    }
    return { actor: memberActorOf(claims.data), token }
  }
}
