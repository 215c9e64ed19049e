import { type CivilDate, civilDateOf, yearsBetween } from '#lib/kernel/clock.ts'
import type { DebtSummary } from './debts-port.ts'
import type { MarketInquiry, Person } from './person.ts'
import type { ScoreFeatures } from './scorecard.ts'

const DAY_MS = 86_400_000
const MONTHS_A_YEAR = 12

/**
 * What the scorecard sees of a person and of Base A's answer, on the day of `now` in São Paulo. Everything else about
 * the person stays outside.
 */
export function featuresOf(person: Person, debts: DebtSummary, now: Date): ScoreFeatures {
  const today = civilDateOf(now)
  const monthly = person.income?.monthlyCents ?? 0
  const yearly = monthly * MONTHS_A_YEAR
  const assets = person.assets.reduce((total, asset) => total + asset.valueCents, 0)
  return {
    listedDebtCount: debts.count,
    listedDebtTotalCents: debts.totalCents,
    oldestListedDebtMonths: debts.oldestDueOn === null ? null : monthsBetween(debts.oldestDueOn, today),
    largestDebtShareBp: basisPoints(debts.largestCents, yearly),
    monthsSinceLastListing: monthsSinceLastListing(debts, today),
    debtToIncomeBp: basisPoints(debts.totalCents, monthly),
    inquiries30Days: relationshipsWithin(person.inquiries, now, 30),
    inquiries90Days: relationshipsWithin(person.inquiries, now, 90),
    onTimeRatioBp: person.history?.onTimeRatioBp ?? null,
    monthsOfHistory: person.history?.months ?? null,
    incomeStabilityMonths: person.income?.stabilityMonths ?? null,
    assetsToIncomeBp: basisPoints(assets, yearly),
    ageYears: yearsBetween(person.birthDate, today),
  }
}

/** A thin file, without income, history or listed debt, says nothing either way: a score would be made up. */
export function isThinFile(person: Pick<Person, 'income' | 'history'>, debts: DebtSummary): boolean {
  return person.income === null && person.history === null && debts.count === 0
}

/** Paying the last listed debt must never cost points, so a standing listing counts as removed today. */
function monthsSinceLastListing(debts: DebtSummary, today: CivilDate): number | null {
  if (debts.count > 0) return 0
  return debts.lastRemovedOn === null ? null : monthsBetween(debts.lastRemovedOn, today)
}

/** Whole hundredths of a percent, rounded up so that something is never nothing; null when there is no whole. */
function basisPoints(part: number, whole: number): number | null {
  return whole > 0 ? Math.ceil((part / whole) * 10_000) : null
}

/** Inquiries of the last `days`, one for each relationship: a proposal that is checked ten times is one proposal. */
function relationshipsWithin(inquiries: readonly MarketInquiry[], now: Date, days: number): number {
  const since = now.getTime() - days * DAY_MS
  const recent = inquiries.filter(({ at }) => at.getTime() >= since && at.getTime() <= now.getTime())
  return new Set(recent.map(({ institution, relationship }) => `${institution}\u0000${relationship}`)).size
}

/** Whole months from one civil date to another; never negative. */
function monthsBetween(from: CivilDate, to: CivilDate): number {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))
  return Math.max(0, to.slice(8) < from.slice(8) ? months - 1 : months)
}
