import type { LastInquiry } from '#lib/audit/inquiry-ledger.ts'
import type { CardNetwork } from '#lib/identifiers/card-number.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { MovementType } from '#lib/identifiers/movement-type.ts'
import type { BureauId, CardToken } from '#lib/kernel/ids.ts'
import type { AmountCents } from '#lib/kernel/money.ts'
import type { Page } from '#lib/kernel/page.ts'

export type Movement = {
  id: string
  at: Date
  type: MovementType
  direction: 'CREDITO' | 'DEBITO'
  amountCents: AmountCents
  description: string
}

export type CardPurchase = {
  at: Date
  amountCents: AmountCents
  merchant: string
  card: { token: CardToken; network: CardNetwork; last4: string }
}

/** Inquiries that others made of a person at bureaus: the last one's place and time, and how many. */
export type BureauInquiries = {
  last: { at: Date; bureau: { id: BureauId; name: string } } | null
  in30Days: number
  in90Days: number
}

/** A part of a file: what it holds, or why it could not be had. Never an empty value in place of the reason. */
export type Block<Value> = { kind: 'shown'; value: Value } | { kind: 'not_authorized' }

/** File 3 as the caller may see it. */
export type MovementFileView = {
  cpf: Cpf
  /** Opens the person's file in the other systems; only where a member asked by a card, without knowing whose it is. */
  ref: string | null
  /** False: the answer shows the CPF masked. */
  identified: boolean
  bureauInquiries: BureauInquiries
  movements: Block<Page<Movement>>
  /** A shown null is "none on record". */
  lastPurchase: Block<CardPurchase | null>
  lastInquiry: LastInquiry | null
  updatedAt: Date
}

/** One row of a list over a portfolio: whose it is, and a reference by which the caller may open the person's file. */
export type PortfolioRow<Shown> = { ref: string; cpf: Cpf; name: string; updatedAt: Date; shown: Shown }

export type PortfolioView<Shown> = { identified: boolean; page: Page<PortfolioRow<Shown>> }
