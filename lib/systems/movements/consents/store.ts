import type { LedgerTransaction } from '#lib/audit/inquiry-ledger.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { ConsentId, InstitutionId } from '#lib/kernel/ids.ts'
import type { ConsentClass } from '../documents.ts'
import type { Consent, ConsentChange } from './consent.ts'

/** An `Idempotency-Key`, whose it is, and a digest of what was asked under it. */
export type IdempotentRequest = { caller: string; key: string; digest: string }

export type NewConsent = {
  id: ConsentId
  cpf: Cpf
  institutionId: InstitutionId
  classes: readonly ConsentClass[]
  evidence: string
  grantedAt: Date
  expiresAt: Date
  registeredBy: string
  request: IdempotentRequest | null
}

export type Registration =
  | { kind: 'registered'; consent: Consent }
  /** The same request came before; the consent as it was registered then. */
  | { kind: 'repeated'; consent: Consent }
  | { kind: 'key_reused' }
  /** Nobody there, or a closed file. */
  | { kind: 'unknown_person' }

export type ConsentPosition = { at: Date; id: string }

/** Puts on record, within the transaction of a change, the consent that is about to be given back. */
export type RecordConsent = (consent: Consent, within: LedgerTransaction) => Promise<void>

/**
 * The register of consents: their truth. Each change is one transaction with all that follows from it, its record too:
 * no change stands without it, and whatever consent `register` and `withdraw` give back is on record already.
 */
export type ConsentStore = {
  /** Registers a consent; the one that was live until then ends in the same instant. */
  register(consent: NewConsent, record: RecordConsent): Promise<Registration>
  /** Ends an institution's own consent. One that is over stays as it is; null is "not there". */
  withdraw(
    own: { id: ConsentId; institutionId: InstitutionId },
    at: Date,
    record: RecordConsent,
  ): Promise<Consent | null>
  find(id: ConsentId, institutionId: InstitutionId): Promise<Consent | null>
  /** An institution's consents, newest first. */
  list(
    institutionId: InstitutionId,
    page: { limit: number; after: ConsentPosition | null },
  ): Promise<readonly Consent[]>
  /** Changes after a number, in the order in which they were committed. */
  listChanges(after: number, limit: number): Promise<readonly ConsentChange[]>
  /** Takes people whose consent has run out off the lists' indexes; says how many. Nothing shown depends on it. */
  unlistExpired(at: Date, limit: number): Promise<number>
}
