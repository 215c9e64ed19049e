import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Person } from './person.ts'
import type { PeopleStore } from './store.ts'

/** People in memory, for tests and for doors that never reach a live store. */
export function createMemoryPeopleStore(people: ReadonlyMap<Cpf, Person>): PeopleStore {
  return {
    async findByCpf(cpf) {
      return people.get(cpf) ?? null
    },
  }
}
