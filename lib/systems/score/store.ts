import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Person } from './person.ts'

/** Where Base B finds people. A store that can't answer throws `fonte_indisponivel`; null is "not there". */
export type PeopleStore = { findByCpf(cpf: Cpf): Promise<Person | null> }
