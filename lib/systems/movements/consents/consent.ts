import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { ConsentId, InstitutionId } from '#lib/kernel/ids.ts'
import type { ConsentClass } from '../documents.ts'

/** A person's consent to one institution. What it says never changes; it only ends. */
export type Consent = {
  id: ConsentId
  cpf: Cpf
  institutionId: InstitutionId
  classes: readonly ConsentClass[]
  /** How it was given, in words. */
  evidence: string
  grantedAt: Date
  expiresAt: Date
  /** An end before its time: taken back, or replaced by a newer consent of the same person to the same institution. */
  ended: { at: Date; by: 'withdrawal' | 'replacement' } | null
  replaces: ConsentId | null
  /** A key's id or a member's e-mail; null where a source brought it. */
  registeredBy: string | null
}

export type ConsentStatus = 'vigente' | 'expirado' | 'retirado' | 'substituido'

/** How a consent stands at an instant. At its very end it is over. */
export function statusOf({ ended, expiresAt }: Consent, at: Date): ConsentStatus {
  if (ended !== null) return ended.by === 'withdrawal' ? 'retirado' : 'substituido'
  return expiresAt > at ? 'vigente' : 'expirado'
}

/** The state of one person's consent to one institution after a change, as those who keep copies of it follow it. */
export type ConsentChange = {
  number: number
  institutionId: InstitutionId
  cpf: Cpf
  classes: readonly ConsentClass[]
  /** Null: there is none any more. */
  validUntil: Date | null
  at: Date
}
