import type { CryptoKey } from 'jose'
import { isWellFormedSecret, parseAccessKeyId, sameDigest, secretDigest } from '#lib/access/access-key.ts'
import { parseBasic } from '#lib/access/basic.ts'
import { memberActorOf } from '#lib/access/member-claims.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { verifyMemberStatement } from '#lib/access/statement.ts'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { Credential } from './credentials/credential.ts'
import type { KeyMap } from './credentials/key-map.ts'

export type BasicDoorOptions = {
  keys: Pick<KeyMap, 'find' | 'isFresh'>
  pepper: Redacted<string>
  /** The portal's public key, for its statements of members. */
  statementKey: CryptoKey
  clock: Clock
}

/** `secret`: the end of the one of the key's secrets that was shown. */
export type Admitted = { credential: Credential; actor: Actor<Permission>; secret: string }

/**
 * Who a request's `Authorization: Basic` and `Membro` headers name. Every failure is `credencial_invalida`, after the
 * same work; keys that can't be believed for their age are `fonte_indisponivel`, never a refusal and never a pass.
 */
export type BasicDoor = (headers: {
  authorization: string | undefined
  statement: string | undefined
}) => Promise<Admitted>

/** Compared against where there is no secret to compare with, so that each branch costs the same. */
const NO_SECRET = { digest: new Uint8Array(32), expiresAt: Number.NEGATIVE_INFINITY }

export function createBasicDoor({ keys, pepper, statementKey, clock }: BasicDoorOptions): BasicDoor {
  function credentialOf(authorization: string | undefined): { credential: Credential; secret: string } {
    const basic = parseBasic(authorization)
    const id = basic && parseAccessKeyId(basic.id)
    const known = id === null ? undefined : keys.find(id)
    const digest = secretDigest(basic?.secret ?? '', pepper)
    const now = clock.now().getTime()
    let matches = false
    for (const secret of known?.secrets.length ? known.secrets : [NO_SECRET]) {
      const same = sameDigest(digest, secret.digest)
      matches ||= same && now < secret.expiresAt
    }
    const wellFormed = isWellFormedSecret(basic?.secret ?? '')
    if (!matches || !wellFormed || known === undefined || !known.isLiveAt(now)) throw refused('key')
    return { credential: known, secret: basic?.secret.slice(-4) ?? '' }
  }

  async function actorOf(credential: Credential, statement: string | undefined): Promise<Actor<Permission>> {
    if (credential.kind === 'portal') {
      // The portal asks for somebody or not at all; anyone else speaking for a member is an impostor.
      if (statement === undefined) throw refused('portal without a member')
      return memberActorOf(await verifyMemberStatement(statement, statementKey, clock))
    }
    if (statement !== undefined) throw refused('statement of another credential')
    const { id, institutionId, permissions, purposes } = credential
    return { kind: 'key', id, institutionId, label: id, permissions, purposes }
  }

  return async ({ authorization, statement }) => {
    if (!keys.isFresh()) throw new AppError('fonte_indisponivel', { reason: 'key map' })
    const { credential, secret } = credentialOf(authorization)
    try {
      return { credential, actor: await actorOf(credential, statement), secret }
    } catch (error) {
      if (AppError.hasCode(error, 'token_expirado')) throw refused('statement is over')
      throw error
    }
  }
}

function refused(reason: string): AppError {
  return new AppError('credencial_invalida', { reason })
}
