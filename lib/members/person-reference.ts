import { createHmac } from 'node:crypto'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { encodeBase62, type InstitutionId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { createSeal, deriveKey } from './seal.ts'

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
 * one secret.
 */
export function createPersonReferences(secret: Redacted<string>): PersonReferences {
  const nameKey = deriveKey(secret, 'crivo/person-reference/name')
  const numbers = createSeal(deriveKey(secret, 'crivo/person-reference/seal'), 'person_reference|sealed_cpf')
  return {
    referenceOf(institutionId, cpf) {
      const digest = createHmac('sha256', nameKey).update(`${institutionId}\0${cpf}`).digest()
      return `pes_${encodeBase62(digest.subarray(0, 16), 22)}`
    },
    seal: (institutionId, reference, cpf) => numbers.seal(`${institutionId}|${reference}`, cpf),
    open(institutionId, reference, sealed) {
      try {
        // Authenticated: only `seal` above, which takes a Cpf, can have made it.
        return numbers.open(`${institutionId}|${reference}`, sealed) as Cpf
      } catch (cause) {
        throw new AppError('erro_interno', { reason: 'a sealed person reference does not open', cause })
      }
    },
  }
}
