import type { Address } from './person.ts'

export const PEOPLE = 'people'
export const PORTFOLIO = 'portfolio'
/** How far the copy of consents has come. */
export const PORTFOLIO_FEED = 'portfolio_feed'

/** A person as Base B keeps them. Amounts are int64 cents; `subject` is the blind index of the CPF. */
export type PersonDocument<Cents = number> = {
  _id: string
  subject: string
  /** The CPF, sealed: for people whom a search or a list finds. */
  cpf_sealed: string
  /** Keyed hashes that people are found by. */
  search: { spellings: string[]; sounds: string[]; addresses: string[] }
  name: string
  birth_date: string
  closed: boolean
  score_locked: boolean
  fraud_alert: boolean
  address: {
    street: string
    number: string
    complement: string | null
    district: string
    city: string
    uf: Address['uf']
    postal_code: string
  }
  assets: { type: string; description: string; value_cents: Cents }[]
  income: { source: string; monthly_cents: Cents; stability_months: number } | null
  history: { months: number; on_time_bp: number } | null
  inquiries: { at: Date; institution: string; relationship: string }[]
  updated_at: Date
}

/**
 * One person in one institution's portfolio, with what it is ordered and filtered by. Of a score only the value last
 * calculated is kept, never what it was calculated from.
 */
export type PortfolioDocument<Cents = number> = {
  _id: string
  institution: string
  person: string
  subject: string
  uf: Address['uf']
  birth_date: string
  income_cents: Cents | null
  score: number | null
  score_at: Date | null
  /** When the consent ends; null where none is left. */
  valid_until: Date | null
  changed_at: Date
}

export const memberIdOf = (institutionId: string, personId: string): string => `${institutionId}|${personId}`
