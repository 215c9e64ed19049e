import { addressOf } from './addresses.ts'
import { bureauInquiriesOf } from './bureau-inquiries.ts'
import { type Day, dayOf } from './calendar.ts'
import { cardPurchasesOf, cardsOf } from './cards.ts'
import { consentsOf } from './consents.ts'
import { cpfOfIndex, MAX_PEOPLE } from './cpf-of-index.ts'
import { debtsOf } from './debts.ts'
import { assetsOf, historyOf, incomeOf } from './income.ts'
import { movementsOf } from './movements.ts'
import { drawName } from './names.ts'
import type { PersonId, Population, PopulationOptions, SyntheticPerson } from './person.ts'
import { BIRTHS_COUNT_FROM, isDemoPerson, profileOf } from './profile.ts'
import { randomFor } from './random.ts'

/**
 * Made-up people, the same from the same options on every machine. Nothing is kept between calls: person `i` costs the
 * same whatever was asked before, and is the same whatever `size` is. Throws RangeError for options out of range.
 */
export function createPopulation({ seed, size, today }: PopulationOptions): Population {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('a seed is a whole number, 0 or more')
  if (!Number.isInteger(size) || size < 1 || size > MAX_PEOPLE) throw new RangeError('1 to 1,000,000 people')
  if (today < BIRTHS_COUNT_FROM) throw new RangeError('before 2025 not everybody is of age')
  const day = dayOf(today)
  function person(index: number): SyntheticPerson {
    if (!Number.isInteger(index) || index < 0 || index >= size) throw new RangeError('no such person')
    return buildPerson(seed, index, day)
  }
  function* people() {
    for (let index = 0; index < size; index++) yield buildPerson(seed, index, day)
  }
  return { seed, size, today, person, [Symbol.iterator]: people }
}

function buildPerson(seed: number, index: number, today: Day): SyntheticPerson {
  const profile = profileOf(seed, index)
  const address = addressOf(seed, index)
  const income = incomeOf(seed, index, profile, address.uf)
  const assets = assetsOf(seed, index, profile, income)
  const cards = cardsOf(seed, index, income)
  // Two thirds of the work, and most of who asks for a person doesn't want them: made at first sight.
  let movements: SyntheticPerson['movements'] | undefined
  let cardPurchases: SyntheticPerson['cardPurchases'] | undefined
  return {
    index,
    // The brand exists only in the type system; ids of made-up people are minted here.
    id: `per_${randomFor(seed, index, 'person').base62(22)}` as PersonId,
    cpf: cpfOfIndex(index),
    name: drawName(randomFor(seed, index, 'identity')),
    birthDate: profile.birthDate,
    ...flagsOf(seed, index),
    address,
    income,
    assets,
    history: historyOf(seed, index, profile),
    debts: debtsOf(seed, index, profile, income?.monthlyCents ?? null, today),
    get movements() {
      movements ??= movementsOf(seed, index, { income, assets }, today)
      return movements
    },
    cards,
    get cardPurchases() {
      cardPurchases ??= cardPurchasesOf(seed, index, { income, cards }, today)
      return cardPurchases
    },
    bureauInquiries: bureauInquiriesOf(seed, index, profile, today),
    consents: consentsOf(seed, index, today),
  }
}

const CLOSED_SHARE = 0.005
const LOCKED_SHARE = 0.003
const FRAUD_SHARE = 0.003

function flagsOf(seed: number, index: number): Pick<SyntheticPerson, 'fileStatus' | 'scoreLocked' | 'fraudAlert'> {
  const random = randomFor(seed, index, 'flags')
  const [closed, scoreLocked, fraudAlert] = [CLOSED_SHARE, LOCKED_SHARE, FRAUD_SHARE].map((share) =>
    random.chance(share),
  )
  if (isDemoPerson(index)) return { fileStatus: 'open', scoreLocked: false, fraudAlert: false }
  return { fileStatus: closed ? 'closed' : 'open', scoreLocked: scoreLocked ?? false, fraudAlert: fraudAlert ?? false }
}
