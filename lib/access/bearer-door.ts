import type { JWTVerifyGetKey } from 'jose'
import { createAddressList } from '#lib/http/address-list.ts'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { parseBearer } from './basic.ts'
import type { Permission } from './permission-catalogue.ts'
import { MAX_TOKEN_SECONDS, verifyToken } from './token.ts'
import type { TokenAudience } from './token-audiences.ts'
import { type TokenSubject, tokenSubjectOf } from './token-claims.ts'
import type { TokenDenials, TokenFacts } from './token-denials.ts'

export type Admitted = { actor: Actor<Permission>; token: string; facts: TokenFacts }

/**
 * Whom an `Authorization` header names, asking from a peer. `named` is told of a good token's subject before its address
 * is judged: every answer to a known caller says where its limits stand. Throws `credencial_invalida`, `token_expirado`,
 * `ip_nao_permitido`, or `fonte_indisponivel` while keys or denials are too old to judge by.
 */
export type BearerDoor = (
  authorization: string | undefined,
  peer: string,
  named?: (subject: TokenSubject) => void,
) => Promise<Admitted>

export type BearerDoorOptions = {
  issuer: string
  audience: TokenAudience
  /**
   * Who presents the tokens that pass. `subject`: members through the portal and keys in person. `sistema2`: that
   * system, for the member or key that asked it.
   */
  presentedBy: 'subject' | 'sistema2'
  getKey: JWTVerifyGetKey
  denials: Pick<TokenDenials, 'denies'>
  clock: Clock
}

/** A door for access tokens of one audience. */
export function createBearerDoor(options: BearerDoorOptions): BearerDoor {
  return async (authorization, peer, named) => {
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
    const subject = tokenSubjectOf(payload, options.presentedBy)
    if (options.denials.denies(subject.facts)) throw new AppError('credencial_invalida', { reason: 'denied token' })
    named?.(subject)
    if (!allowsAddress(subject, peer)) throw new AppError('ip_nao_permitido')
    return { actor: subject.actor, token, facts: subject.facts }
  }
}

function allowsAddress({ addresses }: TokenSubject, peer: string): boolean {
  if (addresses.length === 0) return true
  try {
    return createAddressList(addresses).includes(peer)
  } catch (cause) {
    // A list that can't be read allows nobody.
    throw new AppError('ip_nao_permitido', { reason: 'unreadable allow-list', cause })
  }
}
