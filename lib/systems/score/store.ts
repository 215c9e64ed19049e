import type { ParsedAddress } from '#lib/identifiers/address-key.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { NameKey } from '#lib/identifiers/name-key.ts'
import type { Uf } from '#lib/identifiers/uf.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { Person } from './person.ts'

/** Where Base B finds people. A store that can't answer throws `fonte_indisponivel`; null is "not there". */
export type PeopleStore = {
  findByCpf(cpf: Cpf): Promise<Person | null>
  /**
   * At most `limit` people with an open file, after a position: those who have every word of the name as it is spelt,
   * then those who have them as they sound; or those who live at the address. Complete and without doubles.
   */
  findCandidates(
    query: CandidateQuery,
    page: { limit: number; after: CandidatePosition | null },
  ): Promise<readonly Candidate[]>
}

export type CandidateQuery = { kind: 'name'; name: NameKey } | { kind: 'address'; address: ParsedAddress }

export const NEARNESS = ['exact', 'alike'] as const
/** A place among candidates: how near they are to what was asked, then the order of their ids, which tell nothing. */
export type CandidatePosition = { nearness: (typeof NEARNESS)[number]; id: string }

/** What tells one person from another in a search. */
export type Candidate = {
  position: CandidatePosition
  cpf: Cpf
  name: string
  city: string
  uf: Uf
  birthDate: CivilDate
}
