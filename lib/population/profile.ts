import { addDays, type CivilDate, parseCivilDate } from '#lib/kernel/clock.ts'
import { DEMO_PEOPLE } from './demo.ts'
import type { IncomeSource } from './person.ts'
import { type Random, randomFor, weighted } from './random.ts'

/** What a person is like before there are figures: the causes that her records in all three systems share. */
export type Profile = {
  birthDate: CivilDate
  /** Age on the day that births count from. */
  age: number
  /** No income, no history, no debts. */
  isThin: boolean
  /** Latent and in no record: standard normal, higher is worse. */
  risk: number
  source: IncomeSource
  debtStory: DebtStory
}

/** `scripted` is the demo's own; `clean` may still hold debts that aren't due yet. */
export type DebtStory = 'none' | 'clean' | 'settled' | 'expired' | 'indebted' | 'scripted'

/** Births don't depend on `today`: they count back from here, with 18 as the least age. */
export const BIRTHS_COUNT_FROM = required(parseCivilDate('2025-01-01'))

const THIN_SHARE = 0.08
/** Chosen so that a quarter of all people are indebted; see MODEL.md. */
const INDEBTED_INTERCEPT = -1.32
const INDEBTED_SLOPE = 1.5

const AGES = weighted([
  [{ from: 18, to: 24 }, 15],
  [{ from: 25, to: 34 }, 21],
  [{ from: 35, to: 44 }, 21],
  [{ from: 45, to: 54 }, 17],
  [{ from: 55, to: 64 }, 13.5],
  [{ from: 65, to: 74 }, 8],
  [{ from: 75, to: 92 }, 4.5],
])

const SOURCES_OF_WORKERS = weighted<IncomeSource>([
  ['SALARIO', 58],
  ['AUTONOMO', 24],
  ['SERVIDOR_PUBLICO', 11],
  ['EMPRESARIO', 7],
])

/** What the demo's people must be, whatever the seed. */
const DEMO_PROFILES: ReadonlyMap<number, Partial<Profile> & { age: number }> = new Map([
  [DEMO_PEOPLE.plain, { age: 38, isThin: false, risk: -0.8, source: 'SALARIO', debtStory: 'clean' }],
  [DEMO_PEOPLE.indebted, { age: 44, isThin: false, risk: 1.4, source: 'SALARIO', debtStory: 'scripted' }],
  [DEMO_PEOPLE.noScore, { age: 21, isThin: true, debtStory: 'none' }],
])

export function isDemoPerson(index: number): boolean {
  return DEMO_PROFILES.has(index)
}

export function profileOf(seed: number, index: number): Profile {
  const random = randomFor(seed, index, 'profile')
  const range = random.draw(AGES)
  const drawnAge = random.integer(range.from, range.to)
  const daysPastBirthday = random.integer(0, 364)
  const isThin = random.chance(THIN_SHARE)
  const risk = random.normal()
  const source = drawSource(random, drawnAge)
  const debtStory = drawDebtStory(random, risk)
  const drawn = { age: drawnAge, isThin, risk, source, debtStory: isThin ? 'none' : debtStory } as const
  const profile = { ...drawn, ...DEMO_PROFILES.get(index) }
  return { ...profile, birthDate: birthDateOf(profile.age, daysPastBirthday) }
}

function drawSource(random: Random, age: number): IncomeSource {
  const worker = random.draw(SOURCES_OF_WORKERS)
  const retired = random.chance(retiredShareAt(age))
  return retired ? 'APOSENTADORIA' : worker
}

function retiredShareAt(age: number): number {
  if (age >= 67) return 0.9
  if (age >= 60) return 0.5
  return age >= 45 ? 0.03 : 0
}

function drawDebtStory(random: Random, risk: number): DebtStory {
  const isIndebted = random.chance(1 / (1 + Math.exp(-(INDEBTED_INTERCEPT + INDEBTED_SLOPE * risk))))
  const otherwise = random.unit()
  if (isIndebted) return 'indebted'
  if (otherwise < 0.03) return 'expired'
  return otherwise < 0.13 ? 'settled' : 'clean'
}

function birthDateOf(age: number, daysPastBirthday: number): CivilDate {
  const year = Number(BIRTHS_COUNT_FROM.slice(0, 4)) - age
  return addDays(required(parseCivilDate(`${year}${BIRTHS_COUNT_FROM.slice(4)}`)), -daysPastBirthday)
}

function required(date: CivilDate | null): CivilDate {
  if (date === null) throw new RangeError('not a civil date')
  return date
}
