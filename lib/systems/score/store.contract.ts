import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Person } from './person.ts'
import type { PeopleStore } from './store.ts'
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

  test(`${name}: what isn’t on record stays absent, and flags stay flags`, async () => {
    const bare: Person = { ...aPerson(now), assets: [], income: null, history: null, closed: true, scoreLocked: true }
    const store = await build(new Map([[PEOPLE.plain, bare]]))
    assert.deepEqual(await store.findByCpf(PEOPLE.plain), bare)
  })
}
