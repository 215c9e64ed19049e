import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const CPF_BYTES = 11
/** Which key sealed it, so that another can follow. */
const KEY_ID = 'k1'

/**
 * CPFs as Base B keeps them, for the people whom a search or a list finds without one: AES-256-GCM under a key derived
 * from sistema2's secret, bound to the row, so that a copied seal opens in no other person's row.
 */
export function createCpfSeal(secret: Redacted<string>) {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'base-b/seal/cpf', 32))
  const boundTo = (id: string) => Buffer.from(`people|cpf|${id}|${KEY_ID}`)
  return {
    seal(cpf: string, id: string): string {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(boundTo(id))
      const sealed = Buffer.concat([iv, cipher.update(cpf, 'latin1'), cipher.final(), cipher.getAuthTag()])
      return `${KEY_ID}.${sealed.toString('base64url')}`
    },
    /** Throws where the seal is broken or another row's: that is damage, and nobody's answer. */
    open(sealed: string, id: string): Cpf {
      const bytes = Buffer.from(sealed.slice(KEY_ID.length + 1), 'base64url')
      if (bytes.byteLength !== IV_BYTES + CPF_BYTES + TAG_BYTES) throw new Error('a sealed CPF has another length')
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(boundTo(id)).setAuthTag(bytes.subarray(-TAG_BYTES))
      const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
      // Only `seal` writes what authenticates here.
      return opened.toString('latin1') as Cpf
    },
  }
}

export type CpfSeal = ReturnType<typeof createCpfSeal>
