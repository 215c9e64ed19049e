import type { LastInquiry } from '#lib/audit/inquiry-ledger.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Uf } from '#lib/identifiers/uf.ts'
import type { Address, Asset, Income } from './person.ts'
import type { ScoreResult } from './rules.ts'
import type { ReasonCode } from './schemas.ts'

/** A part of a file: what it holds, or why it could not be had. Never an empty value in place of the reason. */
export type Block<Value> = { kind: 'shown'; value: Value } | { kind: 'denied' | 'unavailable' | 'not_authorized' }

/** Why there is no score, told as a reason too. */
export type NoScoreReason = Extract<
  ReasonCode,
  'dividas_negadas' | 'dividas_indisponiveis' | 'dados_insuficientes' | 'bloqueio_do_titular'
>

export type ScoreOutcome =
  | { kind: 'scored'; result: ScoreResult; snapshotId: string; debtsUpdatedAt: Date }
  | { kind: 'none'; reason: Exclude<NoScoreReason, 'bloqueio_do_titular'> }
  | { kind: 'locked' }

export type ShownDebts = { count: number; totalCents: number; largestCents: number; updatedAt: Date }

/** One row of a portfolio as the caller may see it. */
export type PortfolioRowView = {
  ref: string
  cpf: Cpf
  name: string
  ageYears: number
  uf: Uf
  income: Block<Income | null>
  score: Block<ScoreOutcome>
  debts: Block<ShownDebts>
  /** In a list by score, what gave the row its place; null where no score was kept. */
  placedBy?: { value: number; at: Date } | null
  updatedAt: Date
}

/** A page of a portfolio; flags and the instant hold for all of its rows. */
export type PortfolioView = {
  rows: readonly PortfolioRowView[]
  next: string | null
  identified: boolean
  showsPoints: boolean
  answeredAt: Date
}

/** File 2 as the caller may see it. */
export type ScoreFileView = {
  cpf: Cpf
  /** False: the answer shows the CPF masked. */
  identified: boolean
  name: string
  ageYears: number
  address: Block<Address>
  assets: Block<readonly Asset[]>
  /** A shown null is "none on record". */
  income: Block<Income | null>
  score: Block<ScoreOutcome>
  /** Points of reasons are for people of the institution, not for keys. */
  showsPoints: boolean
  debts: Block<ShownDebts>
  fraudAlert: boolean
  lastInquiry: LastInquiry | null
  updatedAt: Date
  answeredAt: Date
}
