import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

/** A CPF's blind index: what Base A searches, grants and keeps its ledger by. */
export type SubjectIndex = Buffer & { readonly __subject: true }

const KEY_BYTES = 32

/**
 * What is derived from sistema1's one secret, each use under a key of its own (HKDF-SHA-256, RFC 5869): the blind index
 * of a CPF, and the secret that spends a grant on a person. The database holds only that secret's hash, so SQL run by
 * an injector, who doesn't hold this key, opens nothing even with the id of a live grant.
 */
export function createSubjectKeys(secret: Redacted<string>) {
  const indexKey = derive(secret, 'base-a/blind-index/cpf')
  const grantKey = derive(secret, 'base-a/grant-secret')
  const searchKey = derive(secret, 'base-a/search-grant-secret')
  const onceKey = derive(secret, 'base-a/idempotency')

  function grantSecret(grant: GrantId, subject: SubjectIndex): Buffer {
    return createHmac('sha256', grantKey).update(grant).update('|').update(subject).digest()
  }

  function searchSecret(grant: GrantId): Buffer {
    return createHmac('sha256', searchKey).update(grant).digest()
  }

  return {
    indexOf(cpf: Cpf): SubjectIndex {
      // The one place that mints a subject's index.
      return createHmac('sha256', indexKey).update(cpf).digest() as SubjectIndex
    },
    grantSecret,
    /** What spends a grant to search, which names nobody. */
    searchSecret,
    searchSecretHash(grant: GrantId): Buffer {
      return createHash('sha256').update(searchSecret(grant)).digest()
    },
    /** An `Idempotency-Key` and what was asked under it, as Base A keeps them: either may hold a CPF. */
    onceOnly(key: string, body: object): { keyHash: Buffer; bodyHash: Buffer } {
      const hash = (text: string) => createHmac('sha256', onceKey).update(text).digest()
      return { keyHash: hash(`key|${key}`), bodyHash: hash(`body|${JSON.stringify(body)}`) }
    },
    grantSecretHash(grant: GrantId, subject: SubjectIndex): Buffer {
      return createHash('sha256').update(grantSecret(grant, subject)).digest()
    },
  }
}

export type SubjectKeys = ReturnType<typeof createSubjectKeys>

function derive(secret: Redacted<string>, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret.reveal(), '', purpose, KEY_BYTES)))
}
