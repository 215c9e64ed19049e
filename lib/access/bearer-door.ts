import type { JWTVerifyGetKey } from 'jose'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { parseBearer } from './basic.ts'
import { MemberClaims, memberActorOf } from './member-claims.ts'
import type { Permission } from './permission-catalogue.ts'
import type { Audience } from './roles.ts'
import { MAX_TOKEN_SECONDS, verifyToken } from './token.ts'

/** Whom an `Authorization` header names. Throws `credencial_invalida`, `token_expirado` or `fonte_indisponivel`. */
export type BearerDoor = (authorization: string | undefined) => Promise<{ actor: Actor<Permission>; token: string }>

export type BearerDoorOptions = {
  issuer: string
  audience: Audience
  /**
   * The one client whose tokens pass. `portal`: members in person. `sistema2`: a member for whom that system asks,
   * by a token that was exchanged and says so (`act`, RFC 8693); neither passes at the other's door.
   */
  client: 'portal' | 'sistema2'
  getKey: JWTVerifyGetKey
  clock: Clock
}

/** A door for members' access tokens of one audience and one client. */
export function createBearerDoor(options: BearerDoorOptions): BearerDoor {
  return async (authorization) => {
    const token = parseBearer(authorization)
    if (token === null) throw new AppError('credencial_invalida', { reason: 'no bearer token' })
    const payload = await verifyToken(token, options.getKey, {
      issuer: options.issuer,
      audience: options.audience,
      algorithm: 'PS256',
      type: 'at+jwt',
      maxSeconds: MAX_TOKEN_SECONDS,
      clock: options.clock,
    })
    const claims = MemberClaims.safeParse(payload)
    const expectedActor = options.client === 'portal' ? undefined : options.client
    if (!claims.success || payload.client_id !== options.client || actedBy(payload.act) !== expectedActor) {
      throw new AppError('credencial_invalida', { reason: 'token claims' })
    }
    return { actor: memberActorOf(claims.data), token }
  }
}

/** Who acts for the subject; undefined where nobody does. A claim of another shape is nobody that we know. */
function actedBy(act: unknown): unknown {
  if (act === undefined) return undefined
  return typeof act === 'object' && act !== null && 'sub' in act && Object.keys(act).length === 1 ? act.sub : null
}
