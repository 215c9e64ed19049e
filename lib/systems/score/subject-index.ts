import { createHmac, createSecretKey } from 'node:crypto'
import type { Redacted } from '#lib/kernel/redacted.ts'

/**
 * The blind index of CPFs in Base B: HMAC-SHA-256 under a key of its own. Base B keeps no CPF; a copy of it without
 * the key names nobody, and the ledger's rows can't be joined with another base's.
 */
export function createSubjectIndex(key: Redacted<string>): (cpf: string) => string {
  const prepared = createSecretKey(Buffer.from(key.reveal()))
  return (cpf) => createHmac('sha256', prepared).update('base-b|cpf|').update(cpf).digest('base64url')
}
