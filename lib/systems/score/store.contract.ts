import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddressText } from '#lib/identifiers/address-key.ts'
import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'
import { parseNameKey } from '#lib/identifiers/name-key.ts'
import type { Person } from './person.ts'
import type { Candidate, CandidatePosition, CandidateQuery, PeopleStore } from './store.ts'
import { aPerson, PEOPLE } from './test-people.ts'

/** What every store of people promises. `build` gets the people that it shall hold. */
export function peopleStoreContract(
  name: string,
  build: (people: ReadonlyMap<Cpf, Person>) => Promise<PeopleStore>,
): void {
  const now = new Date('2026-07-01T12:00:00.000Z')

  test(`${name}: gives a person back whole, and nobody for another CPF`, async () => {
    const person: Person = {
      ...aPerson(now),
      assets: [{ type: 'IMOVEL', description: 'Apartamento', valueCents: 9_007_199_254_740_991 }],
      inquiries: [{ at: now, institution: 'Financeira Um', relationship: 'P-1' }],
    }
    const store = await build(new Map([[PEOPLE.plain, person]]))
    assert.deepEqual(await store.findByCpf(PEOPLE.plain), person)
    assert.equal(await store.findByCpf(PEOPLE.unknown), null)
  })

  const called = (...names: string[]) =>
    new Map(names.map((each, serial) => [cpfOfBase(String(999_300_000 + serial)), { ...aPerson(now), name: each }]))
  const query = (text: string): CandidateQuery => {
    const key = parseNameKey(text)
    assert.ok(key !== null)
    return { kind: 'name', name: key }
  }
  const namesIn = (found: readonly Candidate[]) => found.map((candidate) => candidate.name)

  test(`${name}: a name is found by its words in any order, those spelt alike first, then those that sound alike`, async () => {
    const store = await build(
      called('Luiz de Souza', 'João Luís Sousa', 'Maria Souza', 'Sousa Luis', 'Luis Carlos', 'Carlos Luís Souza'),
    )
    const found = await store.findCandidates(query('luís da sousa'), { limit: 20, after: null })
    assert.deepEqual(namesIn(found), ['João Luís Sousa', 'Sousa Luis', 'Luiz de Souza', 'Carlos Luís Souza'])
    assert.deepEqual(
      found.map(({ position }) => position.nearness),
      ['exact', 'exact', 'alike', 'alike'],
    )
    assert.deepEqual(namesIn(await store.findCandidates(query('Luis Carlos Souza'), { limit: 20, after: null })), [
      'Carlos Luís Souza',
    ])
  })

  test(`${name}: pages are complete and without doubles; closed files are in none`, async () => {
    const people = called(...Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? 'Ana Sousa Lima' : 'Ana Souza Lima')))
    const [first = PEOPLE.closed] = people.keys()
    people.set(first, { ...aPerson(now), name: 'Ana Souza Lima', closed: true })
    const store = await build(people)
    const met: string[] = []
    let after: CandidatePosition | null = null
    for (;;) {
      const page: readonly Candidate[] = await store.findCandidates(query('Ana Souza'), { limit: 5, after })
      met.push(...page.map(({ cpf }) => cpf))
      after = page.at(-1)?.position ?? null
      if (page.length < 5) break
    }
    assert.deepEqual([...met].sort(), [...people.keys()].filter((cpf) => cpf !== first).sort())
  })

  test(`${name}: an address is found with its CEP and without, however its type is written`, async () => {
    const store = await build(new Map([[PEOPLE.plain, aPerson(now)]]))
    const find = async (text: string) => {
      const parse = parseAddressText(text)
      assert.ok(parse.kind === 'valid', text)
      const found = await store.findCandidates({ kind: 'address', address: parse.address }, { limit: 20, after: null })
      return found.map(({ cpf, city, uf }) => ({ cpf, city, uf }))
    }
    const candidate = { cpf: PEOPLE.plain, city: 'Recife', uf: 'PE' }
    for (const text of ['Rua das Acácias, 120', 'R. ACACIAS, 120, 50010-120', 'rua acácias, 0120, 50010120']) {
      assert.deepEqual(await find(text), [candidate], text)
    }
    for (const text of ['Rua das Acácias, 121', 'Avenida das Acácias, 120', 'Rua das Acácias, 120, 50010121']) {
      assert.deepEqual(await find(text), [], text)
    }
  })

  test(`${name}: what isn’t on record stays absent, and flags stay flags`, async () => {
    const bare: Person = { ...aPerson(now), assets: [], income: null, history: null, closed: true, scoreLocked: true }
    const store = await build(new Map([[PEOPLE.plain, bare]]))
    assert.deepEqual(await store.findByCpf(PEOPLE.plain), bare)
  })
}
