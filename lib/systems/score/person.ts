import type { Uf } from '#lib/identifiers/uf.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { AmountCents } from '#lib/kernel/money.ts'

export type Address = {
  street: string
  number: string
  complement: string | null
  district: string
  city: string
  uf: Uf
  postalCode: string
}

export type Asset = { type: string; description: string; valueCents: AmountCents }

export type Income = { source: string; monthlyCents: AmountCents; stabilityMonths: number }

export type PaymentHistory = { months: number; onTimeRatioBp: number }

/** An inquiry that a third party made in the credit market. Base B's own ledger is evidence, and feeds no score. */
export type MarketInquiry = { at: Date; institution: string; relationship: string }

/** One person as Base B knows them: never a debt, nor anything that could be turned back into one. */
export type Person = {
  name: string
  birthDate: CivilDate
  /** A closed file answers as an unknown person (Lei 12.414, art. 5, I). */
  closed: boolean
  scoreLocked: boolean
  fraudAlert: boolean
  address: Address
  assets: readonly Asset[]
  /** Null where none is on record. */
  income: Income | null
  history: PaymentHistory | null
  inquiries: readonly MarketInquiry[]
  updatedAt: Date
}
