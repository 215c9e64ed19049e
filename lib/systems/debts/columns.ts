import type { CivilDate } from '#lib/kernel/clock.ts'

/** A `date` column arrives as its UTC midnight. */
export function civilDateOfColumn(date: Date): CivilDate {
  return date.toISOString().slice(0, 10) as CivilDate
}

/** And goes back as one. */
export function columnOfCivilDate(date: CivilDate): Date {
  return new Date(`${date}T00:00:00Z`)
}
