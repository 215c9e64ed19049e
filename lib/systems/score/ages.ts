import { addDays, type CivilDate, parseCivilDate } from '#lib/kernel/clock.ts'

/** Born on the first day or the last of those who are at most, or at least, so many years old on a day. */
export function birthsOf(
  ages: { from?: number | undefined; to?: number | undefined },
  today: CivilDate,
): { bornFrom: CivilDate | null; bornTo: CivilDate | null } {
  return {
    bornFrom: ages.to === undefined ? null : addDays(sameDay(today, ages.to + 1), 1),
    bornTo: ages.from === undefined ? null : sameDay(today, ages.from),
  }
}

/** The day so many years ago; of 29 February, the 28th where that year had none: nobody was born in between. */
function sameDay(today: CivilDate, years: number): CivilDate {
  const year = String(Number(today.slice(0, 4)) - years).padStart(4, '0')
  const day = parseCivilDate(`${year}${today.slice(4)}`) ?? parseCivilDate(`${year}-02-28`)
  if (day === null) throw new RangeError('a day before the calendar')
  return day
}
