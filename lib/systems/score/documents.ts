import type { Address } from './person.ts'

export const PEOPLE = 'people'

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
