import type { CardNetwork } from '#lib/identifiers/card-number.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { DebtModality, DebtStatus } from '#lib/identifiers/debt-words.ts'
import type { MovementType } from '#lib/identifiers/movement-type.ts'
import type { Uf } from '#lib/identifiers/uf.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { BureauId, CardToken, InstitutionId } from '#lib/kernel/ids.ts'
import type { AmountCents } from '#lib/kernel/money.ts'

/** `per_` and 22 base62 characters. The key of a made-up person in every store, so that seeding twice adds nobody. */
export type PersonId = string & { readonly __id: 'person' }

export const ASSET_TYPES = ['IMOVEL', 'VEICULO', 'APLICACAO_FINANCEIRA', 'PARTICIPACAO_SOCIETARIA'] as const
export type AssetType = (typeof ASSET_TYPES)[number]

export const INCOME_SOURCES = ['SALARIO', 'SERVIDOR_PUBLICO', 'AUTONOMO', 'EMPRESARIO', 'APOSENTADORIA'] as const
export type IncomeSource = (typeof INCOME_SOURCES)[number]

/** What a consent may cover; the rest of a file needs none. */
export const CONSENT_CLASSES = ['POSITIVE_HISTORY', 'REGISTRATION', 'BANK_SECRECY'] as const
export type ConsentClass = (typeof CONSENT_CLASSES)[number]

export type SyntheticAddress = {
  /** Street type and name together, as the wire writes it: `Rua das Acácias`. */
  logradouro: string
  /** Digits, or `S/N` where the house has none. */
  numero: string
  complemento: string | null
  bairro: string
  cidade: string
  uf: Uf
  /** Eight digits, no dash. */
  cep: string
}

export type SyntheticAsset = { type: AssetType; description: string; valueCents: AmountCents }

export type SyntheticIncome = {
  source: IncomeSource
  monthlyCents: AmountCents
  /** Whole months of unbroken income from this source. */
  stabilityMonths: number
}

/**
 * One debt. Dates exist as far as its state has come: `noticeSentOn` ≤ `noticeDeliveredOn` ≤ `listedOn` ≤ `removedOn`.
 * What's visible is not decided here: `negativada` with `dueOn` more than five years ago is there to be hidden.
 */
export type SyntheticDebt = {
  /** Shaped as a UUID (version 8); derived from the person's index and the debt's ordinal. */
  id: string
  creditor: string
  /** The creditor's own reference: a contract or bill number. */
  contractNumber: string
  modality: DebtModality
  amountCents: AmountCents
  createdOn: CivilDate
  dueOn: CivilDate
  status: DebtStatus
  noticeSentOn: CivilDate | null
  noticeDeliveredOn: CivilDate | null
  listedOn: CivilDate | null
  removedOn: CivilDate | null
}

export type SyntheticHistory = {
  monthsOfHistory: number
  instalmentsDue: number
  instalmentsOnTime: number
  /** `instalmentsOnTime / instalmentsDue`, rounded to four places. */
  onTimeRatio: number
}

export type SyntheticMovement = {
  /** `mov_` and 22 base62 characters. */
  id: string
  at: Date
  type: MovementType
  direction: 'CREDITO' | 'DEBITO'
  /** Always positive; `direction` says which way. */
  amountCents: AmountCents
  description: string
}

export type SyntheticCard = {
  token: CardToken
  network: CardNetwork
  last4: string
  /** Made-up, Luhn-valid, in issuers' test ranges. To be hashed by the seeder, never stored. */
  number: string
}

export type SyntheticCardPurchase = { at: Date; amountCents: AmountCents; merchant: string; cardToken: CardToken }

export type SyntheticBureauInquiry = {
  /** `cbi_` and 22 base62 characters. */
  id: string
  bureauId: BureauId
  at: Date
  institutionName: string
  /** Proposal or contract number; inquiries of one relationship count once in a score. */
  relationship: string
}

export type SyntheticConsent = {
  /** `cst_` and 22 base62 characters. */
  id: string
  institutionId: InstitutionId
  classes: readonly ConsentClass[]
  /** How it was given, in words. */
  evidence: string
  grantedAt: Date
  /** In the past for a consent that has run out. */
  expiresAt: Date
}

/** Everything that the three systems know of one made-up person, coherent among them. */
export type SyntheticPerson = {
  index: number
  id: PersonId
  cpf: Cpf
  name: string
  birthDate: CivilDate
  /** A closed file answers as an unknown person (Lei 12.414, art. 5, I). */
  fileStatus: 'open' | 'closed'
  scoreLocked: boolean
  fraudAlert: boolean
  address: SyntheticAddress
  /** Null in a thin file. */
  income: SyntheticIncome | null
  assets: readonly SyntheticAsset[]
  /** Null in a thin file. */
  history: SyntheticHistory | null
  debts: readonly SyntheticDebt[]
  /** Newest first; the last 90 days. */
  movements: readonly SyntheticMovement[]
  cards: readonly SyntheticCard[]
  /** Newest first; each by one of `cards`. */
  cardPurchases: readonly SyntheticCardPurchase[]
  /** Newest first. */
  bureauInquiries: readonly SyntheticBureauInquiry[]
  consents: readonly SyntheticConsent[]
}

export type PopulationOptions = {
  seed: number
  /** 1 to 1,000,000: the CPFs that begin with 999. A person doesn't change when the population grows. */
  size: number
  /** The day from which ages of debts and movements count; never before 2025. Ids, CPFs, names and births don't depend on it. */
  today: CivilDate
}

/** How a store is filled with a population. */
export type LoadOptions = {
  /** The first person to load: those before are there, as `onSafe` has told. */
  from?: number
  onProgress?: (done: number, total: number) => void
  /** Told now and then how many people would survive the death of every process and server. */
  onSafe?: (done: number) => void
  /** How many people there are between two such calls. */
  safeEach?: number
}

/** Random access, no state: `person(i)` is the same bytes each time. Iterate to hold one person at a time. */
export type Population = {
  readonly seed: number
  readonly size: number
  readonly today: CivilDate
  /** Throws RangeError outside 0 … size − 1. */
  person(index: number): SyntheticPerson
  [Symbol.iterator](): IterableIterator<SyntheticPerson>
}
