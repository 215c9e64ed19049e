import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type CivilDate, parseCivilDate } from '#lib/kernel/clock.ts'
import { DEMO_SEED } from './demo.ts'
import type { SyntheticPerson } from './person.ts'
import { createPopulation } from './population.ts'

function civil(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date)
  return date
}

const TODAY = civil('2026-07-01')
const OPTIONS = { seed: DEMO_SEED, size: 1_000, today: TODAY }
/** Changes when any person does: pin it anew only when the made-up people are meant to be others. */
const PINNED = '3c717c78663b262d95990c77657f4358cd33374df647d0fb17b94dcdb7fbea4d'

function hashOf(people: Iterable<SyntheticPerson>): string {
  const hash = createHash('sha256')
  for (const person of people) hash.update(JSON.stringify(person))
  return hash.digest('hex')
}

test('a thousand people are, to the byte, the same people as ever', () => {
  assert.equal(hashOf(createPopulation(OPTIONS)), PINNED)
})

test('a person is the same in any order, on her own, and in a larger population', () => {
  const small = createPopulation(OPTIONS)
  const large = createPopulation({ ...OPTIONS, size: 1_000_000 })
  for (const index of [999, 0, 500, 1, 2]) {
    assert.deepEqual(small.person(index), large.person(index))
  }
  const iterated = [...createPopulation({ ...OPTIONS, size: 10 })]
  assert.deepEqual(
    iterated,
    iterated.map(({ index }) => small.person(index)),
  )
})

test('another seed makes other people with the same CPFs', () => {
  const one = createPopulation(OPTIONS).person(5)
  const other = createPopulation({ ...OPTIONS, seed: 1 }).person(5)
  assert.equal(one.cpf, other.cpf)
  assert.notEqual(one.id, other.id)
  assert.notDeepEqual(one.address, other.address)
})

test('who one is does not depend on the day; what has happened moves with it', () => {
  const today = createPopulation(OPTIONS)
  const later = createPopulation({ ...OPTIONS, today: civil('2027-02-28') })
  const lasting = ({ id, cpf, name, birthDate, address, income, assets, history, cards }: SyntheticPerson) => {
    return { id, cpf, name, birthDate, address, income, assets, history, cards }
  }
  for (let index = 0; index < 300; index++) {
    assert.deepEqual(lasting(today.person(index)), lasting(later.person(index)))
    const ids = (person: SyntheticPerson) => person.bureauInquiries.map(({ id }) => id)
    assert.deepEqual(ids(today.person(index)), ids(later.person(index)))
  }
  assert.notDeepEqual(today.person(0).movements, later.person(0).movements)
})

test('ids are of their shape and nobody shares one', () => {
  const ids = [...createPopulation(OPTIONS)].flatMap((person) => [
    person.id,
    ...person.movements.map(({ id }) => id),
    ...person.bureauInquiries.map(({ id }) => id),
    ...person.consents.map(({ id }) => id),
    ...person.cards.map(({ token }) => token),
  ])
  for (const id of ids) assert.match(id, /^(per|mov|cbi|cst|car)_[0-9A-Za-z]{22}$/)
  const debts = [...createPopulation(OPTIONS)].flatMap((person) => person.debts.map(({ id }) => id))
  for (const id of debts) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const numbers = [...createPopulation(OPTIONS)].flatMap((person) => person.cards.map(({ number }) => number))
  for (const all of [ids, debts, numbers]) assert.equal(new Set(all).size, all.length)
})

test('ten thousand people take no more than two seconds of a processor', () => {
  // Not the clock on the wall: a busy machine is not a slow generator.
  const started = process.cpuUsage()
  let people = 0
  for (const person of createPopulation({ ...OPTIONS, size: 10_000 })) people += person.index >= 0 ? 1 : 0
  assert.equal(people, 10_000)
  assert.ok(process.cpuUsage(started).user < 2_000_000)
})

test('a population is one million at most, has somebody, and does not predate its births', () => {
  for (const size of [0, -1, 1_000_001, 1.5, Number.NaN]) {
    assert.throws(() => createPopulation({ ...OPTIONS, size }), RangeError)
  }
  for (const seed of [-1, 0.5, Number.NaN]) assert.throws(() => createPopulation({ ...OPTIONS, seed }), RangeError)
  assert.throws(() => createPopulation({ ...OPTIONS, today: civil('2024-12-31') }), RangeError)
  for (const index of [-1, 1_000, 0.5]) assert.throws(() => createPopulation(OPTIONS).person(index), RangeError)
})
