import type { CardNetwork } from '#lib/identifiers/card-number.ts'
import type { MovementType } from '#lib/identifiers/movement-type.ts'
import type { BureauId, CardToken, ConsentId, InstitutionId } from '#lib/kernel/ids.ts'
import type { Movement } from './movement-file.ts'

export const HOLDERS = 'holders'
export const CARDS = 'cards'
export const MOVEMENTS = 'movements'
export const CONSENTS = 'consents'
export const CONSENT_CHANGES = 'consent_changes'
export const BUREAUS = 'bureaus'
export const BUREAU_INQUIRIES = 'bureau_inquiries'

/** What a person may consent to; the words of the wire. */
export const CONSENT_CLASSES = ['POSITIVE_HISTORY', 'REGISTRATION', 'BANK_SECRECY'] as const
export type ConsentClass = (typeof CONSENT_CLASSES)[number]

/**
 * The institutions in whose lists a row may come up: those that hold, or held until lately, the person's consent for
 * bank secrecy. It is what the lists' indexes begin with; whether a consent is live is asked of the consents
 * themselves. Absent where it would be empty, so that such rows are in no list's index.
 */
export type Audience = InstitutionId[]

export type PurchaseDocument<Cents> = {
  at: Date
  amount_cents: Cents
  merchant: string
  card: { token: CardToken; network: CardNetwork; last4: string }
}

/** Base C stores CPFs as they are: speed is its promise, and its documentation says so. */
export type HolderDocument<Cents = number> = {
  /** The CPF. */
  _id: string
  name: string
  closed: boolean
  /** Counts changes of what the person's rows in lists depend on: two of them at once must collide. */
  revision: number
  last_purchase: PurchaseDocument<Cents> | null
  updated_at: Date
}
export type MovementDocument<Cents = number> = {
  _id: string
  cpf: string
  at: Date
  type: MovementType
  direction: Movement['direction']
  amount_cents: Cents
  description: string
  audience?: Audience
}
/** A card is found by its token or by the keyed hash of its number, which itself is nowhere. */
export type CardDocument = {
  /** The token. */
  _id: CardToken
  cpf: string
  number_hash: string
  network: CardNetwork
  last4: string
}
export type BureauDocument = { _id: BureauId; name: string }
/** Of one person and one institution at most one consent is live; those before it stay, ended. */
export type ConsentDocument<Int64 = number> = {
  _id: ConsentId
  cpf: string
  institution_id: InstitutionId
  classes: ConsentClass[]
  evidence: string
  granted_at: Date
  expires_at: Date
  /** When it ended before its time, and how: taken back, or replaced by a newer one. */
  revoked_at: Date | null
  ended_by: 'withdrawal' | 'replacement' | null
  /** The one that it took the place of. */
  replaces: ConsentId | null
  /** Who registered it: a key's id or a member's e-mail; null where a source brought it. */
  registered_by: string | null
  /** The `Idempotency-Key` under which it was registered, whose, and a digest of what was asked. */
  request: { caller: string; key: string; digest: string } | null
  /** Its place in the order of changes; 0 until a door has changed it. */
  change: Int64
  /** Whether the person's rows are in the institution's lists on its account. */
  listed: boolean
}
export type BureauInquiryDocument = {
  _id: string
  cpf: string
  at: Date
  bureau_id: BureauId
  bureau_name: string
  institution: string
  relationship: string
  audience?: Audience
}
