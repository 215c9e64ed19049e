import type { Actor } from '#lib/kernel/actor.ts'
import type { ErrorCode } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { InquiryId, InstitutionId } from '#lib/kernel/ids.ts'

/**
 * How an inquiry ended for whoever made it. `answered` gave data away; `candidate` only what tells one person from
 * another in a search, and isn't a person's last inquiry; the others gave nothing.
 */
export type InquiryOutcome = 'answered' | 'candidate' | 'not_found' | 'refused'

/** One look-up of one person, as it is kept: who, from where, why, and what came of it. */
export type Inquiry = {
  id: InquiryId
  event: string
  at: Date
  /** The person asked for, by CPF; a store may keep a keyed pseudonym of it instead. */
  subject: string
  outcome: InquiryOutcome
  /** The refusal's code; null for an answer. */
  code: ErrorCode | null
  call: Pick<Call, 'requestId' | 'ip' | 'purpose' | 'relationship'> & {
    actor: Pick<Actor, 'kind' | 'id' | 'label' | 'institutionId'>
  }
  /** What a system keeps beside the row: versions and references, never a person's data. */
  details: Readonly<Record<string, unknown>>
}

/** The last answered inquiry of a person in one system's ledger. */
export type PastInquiry = { at: Date; ip: string; label: string; institutionId: InstitutionId }

/** A running transaction of the very database that a ledger is in. Each kind of ledger knows its own. */
export type LedgerTransaction = { inTransaction(): boolean }

/** One system's append-only ledger. There is no way to change or remove a row, here or in the database's rights. */
export type InquiryLedger = {
  /**
   * Resolves once the rows are kept for good (majority, journaled); rejects if they could not be. Within a transaction
   * they are kept with it, or not at all.
   */
  append(inquiries: readonly Inquiry[], within?: LedgerTransaction): Promise<void>
  /** The newest answered inquiry of a person, null before the first. */
  findLast(subject: string): Promise<PastInquiry | null>
}

/** `ultima_consulta` as one institution may see it: who and from where only if it asked itself. */
export type LastInquiry = { at: Date; ip: string | null; label: string | null }

export function lastInquiryFor(past: PastInquiry | null, institutionId: InstitutionId): LastInquiry | null {
  if (past === null) return null
  const own = past.institutionId === institutionId
  return { at: past.at, ip: own ? past.ip : null, label: own ? past.label : null }
}
