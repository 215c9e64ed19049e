import type { CivilDate } from '#lib/kernel/clock.ts'

const DAY_MS = 86_400_000
/** São Paulo is three hours behind UTC and has had no summer time since 2019; no instant here is older. */
const SAO_PAULO_OFFSET_MS = 3 * 3_600_000

/** Days since 1970-01-01: what the generator counts in, much quicker than text. */
export type Day = number

export function dayOf(date: CivilDate): Day {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS
}

export function civilOf(day: Day): CivilDate {
  // The first ten characters of a UTC instant at midnight are that day's date.
  return new Date(day * DAY_MS).toISOString().slice(0, 10) as CivilDate
}

/** The instant of a second of a day in São Paulo. */
export function instantOf(day: Day, second: number): Date {
  return new Date(day * DAY_MS + SAO_PAULO_OFFSET_MS + second * 1_000)
}

/** The most recent days before `today` that fall on a day of the month (1 to 28), newest first. */
export function lastMonthDays(today: Day, dayOfMonth: number, count: number): Day[] {
  const date = new Date(today * DAY_MS)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  const first = date.getUTCDate() > dayOfMonth ? 0 : 1
  return Array.from({ length: count }, (_, ago) => Date.UTC(year, month - first - ago, dayOfMonth) / DAY_MS)
}
