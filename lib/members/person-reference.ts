import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { encodeBase62, type InstitutionId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16

export type PersonReferences = {
  /** The pseudonym of a person within one institution: the same each time, and another one for each institution. */
  referenceOf(institutionId: InstitutionId, cpf: Cpf): string
  seal(institutionId: InstitutionId, reference: string, cpf: Cpf): Buffer
  /** The CPF sealed for exactly this institution and reference; throws `erro_interno` for anything else. */
  open(institutionId: InstitutionId, reference: string, sealed: Buffer): Cpf
}

/**
 * Pseudonyms for page addresses, so that no CPF stands in a URL, a history or a log. HMAC-SHA-256 makes them (a CPF has
 * too few values for a plain hash), AES-256-GCM seals the number behind them; each has a key of its own, derived from
 * one secret, and the seal is bound to its row: moved to another, it doesn't open.
 */
export function createPersonReferences(secret: Redacted<string>): PersonReferences {
  const nameKey = deriveKey(secret, 'crivo/person-reference/name')
  const sealKey = deriveKey(secret, 'crivo/person-reference/seal')
  return {
    referenceOf(institutionId, cpf) {
      const digest = createHmac('sha256', nameKey).update(`${institutionId}\0${cpf}`).digest()
      return `pes_${encodeBase62(digest.subarray(0, 16), 22)}`
    },
    seal(institutionId, reference, cpf) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(contextOf(institutionId, reference))
      const sealed = Buffer.concat([cipher.update(cpf, 'ascii'), cipher.final()])
      return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), sealed])
    },
    open(institutionId, reference, sealed) {
      try {
        if (sealed[0] !== VERSION) throw new Error('unknown version of seal')
        const iv = sealed.subarray(1, 1 + IV_BYTES)
        const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', sealKey, iv, { authTagLength: TAG_BYTES })
          .setAAD(contextOf(institutionId, reference))
          .setAuthTag(tag)
        const opened = Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES)), decipher.final()])
        // Authenticated: only `seal` above, which takes a Cpf, can have made it.
        return opened.toString('ascii') as Cpf
      } catch (cause) {
        throw new AppError('erro_interno', { reason: 'a sealed person reference does not open', cause })
      }
    },
  }
}

function contextOf(institutionId: InstitutionId, reference: string): Buffer {
  return Buffer.from(`person_reference|sealed_cpf|${institutionId}|${reference}|${VERSION}`)
}

function deriveKey(secret: Redacted<string>, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret.reveal(), '', purpose, 32))
}
