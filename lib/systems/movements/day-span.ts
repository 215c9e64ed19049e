import { addDays, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'

/** Midnight in São Paulo is at 03:00 UTC, and was at 02:00 in the summers in which clocks went forward. */
const MIDNIGHTS = ['T02:00:00Z', 'T03:00:00Z']

/** The instants of a legal day: from its first on, and before the first of the next. */
export function spanOfDay(day: CivilDate): { from: Date; until: Date } {
  return { from: beginningOf(day), until: beginningOf(addDays(day, 1)) }
}

function beginningOf(day: CivilDate): Date {
  const candidates = MIDNIGHTS.map((midnight) => new Date(day + midnight))
  const first = candidates.find((instant) => civilDateOf(instant) === day)
  return first ?? new Date(`${day}T03:00:00Z`)
}
