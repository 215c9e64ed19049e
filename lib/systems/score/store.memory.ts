import {
  addressIndexKeysOf,
  addressKeyOf,
  type ParsedAddress,
  parseAddressParts,
} from '#lib/identifiers/address-key.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { type NameKey, nameTokensOf, parseNameKey, phoneticTokensOf } from '#lib/identifiers/name-key.ts'
import type { Person } from './person.ts'
import type { Candidate, CandidatePosition, CandidateQuery, PeopleStore } from './store.ts'

/** People in memory, for tests and for doors that never reach a live store. */
export function createMemoryPeopleStore(people: ReadonlyMap<Cpf, Person>): PeopleStore {
  return {
    async findByCpf(cpf) {
      return people.get(cpf) ?? null
    },
    async findCandidates(query, { limit, after }) {
      const found = [...people].flatMap(([cpf, person], serial): Candidate[] => {
        const nearness = person.closed ? null : nearnessOf(person, query)
        if (nearness === null) return []
        const { name, birthDate, address } = person
        const position = { nearness, id: String(serial).padStart(8, '0') }
        return [{ position, cpf, name, birthDate, city: address.city, uf: address.uf }]
      })
      const order = ({ nearness, id }: CandidatePosition) => `${nearness === 'exact' ? 0 : 1}${id}`
      return found
        .filter(({ position }) => after === null || order(position) > order(after))
        .sort((a, b) => (order(a.position) < order(b.position) ? -1 : 1))
        .slice(0, limit)
    },
  }
}

function nearnessOf(person: Person, query: CandidateQuery): CandidatePosition['nearness'] | null {
  if (query.kind === 'address') return livesAt(person, query.address) ? 'exact' : null
  const name = parseNameKey(person.name)
  if (name === null) return null
  const has = (tokensOf: (key: NameKey) => string[]) =>
    tokensOf(query.name).every((token) => tokensOf(name).includes(token))
  if (has(nameTokensOf)) return 'exact'
  return has(phoneticTokensOf) ? 'alike' : null
}

function livesAt({ address }: Person, asked: ParsedAddress): boolean {
  const parse = parseAddressParts({ logradouro: address.street, numero: address.number, cep: address.postalCode })
  return parse.kind === 'valid' && addressIndexKeysOf(parse.address).includes(addressKeyOf(asked))
}
