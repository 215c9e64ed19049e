import { addDays, addYears, yearsBetween } from '#lib/kernel/clock.ts'
import { dayOf, instantOf } from './calendar.ts'
import type { Population, SyntheticPerson } from './person.ts'
import { randomFor } from './random.ts'

/** The coefficients by which made-up people do pay or don't; see MODEL.md. A score model is checked against them. */
export const TRUE_COEFFICIENTS = {
  intercept: 1.6,
  listedDebts: -0.45,
  listedOverIncome: -0.35,
  inquiries90Days: -0.1,
  onTimeAbove90: 6,
  monthsOfHistory: 0.006,
  stabilityMonths: 0.008,
  assetsOverIncome: 0.15,
  yearsAbove18: 0.012,
} as const
export type TrueFeatures = Record<Exclude<keyof typeof TRUE_COEFFICIENTS, 'intercept'>, number>

/** What the true formula reads of a person's records on the population's day; null for a thin file. */
export function trueFeaturesOf(person: SyntheticPerson, today: Population['today']): TrueFeatures | null {
  const { income, history } = person
  if (income === null || history === null) return null
  const listed = person.debts.filter((debt) => {
    return (debt.status === 'negativada' || debt.status === 'contestada') && addYears(debt.dueOn, 5) >= today
  })
  const since = instantOf(dayOf(addDays(today, -90)), 0)
  const recent = person.bureauInquiries.filter(({ at }) => at >= since)
  const overIncome = (cents: number) => Math.log1p(cents / income.monthlyCents)
  return {
    listedDebts: Math.min(listed.length, 6),
    listedOverIncome: overIncome(listed.reduce((sum, debt) => sum + debt.amountCents, 0)),
    inquiries90Days: Math.min(new Set(recent.map(({ relationship }) => relationship)).size, 8),
    onTimeAbove90: history.onTimeRatio - 0.9,
    monthsOfHistory: Math.min(history.monthsOfHistory, 120),
    stabilityMonths: Math.min(income.stabilityMonths, 60),
    assetsOverIncome: overIncome(person.assets.reduce((sum, asset) => sum + asset.valueCents, 0)),
    yearsAbove18: Math.min(yearsBetween(person.birthDate, today), 60) - 18,
  }
}

/** The true log-odds that a person pays, good against bad; null for a thin file. */
export function trueLogOddsOf(person: SyntheticPerson, today: Population['today']): number | null {
  const features = trueFeaturesOf(person, today)
  if (features === null) return null
  let logOdds: number = TRUE_COEFFICIENTS.intercept
  // Object.entries forgets the keys' type; the features have exactly these.
  for (const [name, value] of Object.entries(features) as [keyof TrueFeatures, number][]) {
    logOdds += TRUE_COEFFICIENTS[name] * value
  }
  return logOdds
}

/** Whether a person paid in the year that followed: one draw by her true odds, the same each time. */
export function hasPaid(population: Population, index: number): boolean | null {
  const logOdds = trueLogOddsOf(population.person(index), population.today)
  if (logOdds === null) return null
  return randomFor(population.seed, index, 'outcome').chance(1 / (1 + Math.exp(-logOdds)))
}
