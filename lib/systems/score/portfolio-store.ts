import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Uf } from '#lib/identifiers/uf.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { Person } from './person.ts'

/** What Base B itself can order a portfolio by: a person's income, or the score last calculated of them. */
export type PortfolioKey = 'income' | 'score'

export type PortfolioQuery = {
  institutionId: InstitutionId
  by: PortfolioKey
  descending: boolean
  uf: Uf | null
  /** Born on or after, and on or before. */
  bornFrom: CivilDate | null
  bornTo: CivilDate | null
  /** Consents that are live at this instant. */
  at: Date
}

/** A place in an ordered portfolio. People without a value come last, whatever the direction. */
export type PortfolioPosition = { value: number | null; personId: string }

export type KeptScore = { value: number; at: Date }
export type PlacedMember = { position: PortfolioPosition; score: KeptScore | null }
export type Member = { cpf: Cpf; person: Person }

/**
 * Who has a live consent to which institution. A copy: Base C keeps the consents, and sistema2 follows their changes.
 * `listMembers` may name a person whose file is closed; only `findMembers` says who may be shown.
 */
export type PortfolioStore = {
  /** At most `limit` after a position, in order, ties by id in the direction of the order. */
  listMembers(
    query: PortfolioQuery,
    page: { limit: number; after: PortfolioPosition | null },
  ): Promise<readonly PlacedMember[]>
  /** Those among `personIds` with an open file and a consent to the institution that is live at an instant. */
  findMembers(
    institutionId: InstitutionId,
    personIds: readonly string[],
    at: Date,
  ): Promise<ReadonlyMap<string, Member>>
  /** Keeps the value alone, for orders; null forgets it. */
  keepScore(cpf: Cpf, score: KeptScore | null): Promise<void>
}

/** One change of consents, as Base C numbers it. Null: none is left. */
export type ConsentChange = {
  number: number
  institutionId: InstitutionId
  cpf: Cpf
  validUntil: Date | null
  changedAt: Date
}

/** What a change means for a portfolio elsewhere: the person by Base B's own id. */
export type AppliedChange = ConsentChange & { personId: string; uf: Uf; birthDate: CivilDate }

/** Where the copy is kept up to date. Idempotent: the last change of a person and an institution wins. */
export type PortfolioRegister = {
  /** The number of the last change that was applied; 0 before the first. */
  lastChange(): Promise<number>
  /** Applies changes in order and gives back those about people whom Base B has. */
  apply(changes: readonly ConsentChange[]): Promise<readonly AppliedChange[]>
  /** Remembers how far the copy has come, once everybody has been told. */
  keepLastChange(number: number): Promise<void>
}
