/** The only source of "now". Injected, so that tests decide what time it is. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** A civil (legal) date, `YYYY-MM-DD`, without a time zone of its own. Legal dates are America/Sao_Paulo's. */
export type CivilDate = string & { readonly __civilDate: true }

const SAO_PAULO = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Sao_Paulo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The legal date on which an instant falls in São Paulo. */
export function civilDateOf(instant: Date): CivilDate {
  return SAO_PAULO.format(instant) as CivilDate
}

/** `YYYY-MM-DD` of a day that exists in the calendar, else null. */
export function parseCivilDate(text: string): CivilDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const date = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? null : (text as CivilDate)
}

function fromUtc(date: Date): CivilDate {
  return date.toISOString().slice(0, 10) as CivilDate
}

export function addDays(date: CivilDate, days: number): CivilDate {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return fromUtc(at)
}

/** The same day `years` later; 29 February becomes 1 March where the year has none (as civil periods count in law). */
export function addYears(date: CivilDate, years: number): CivilDate {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCFullYear(at.getUTCFullYear() + years)
  return fromUtc(at)
}

/** Full years between two civil dates: a person's age on a day. */
export function yearsBetween(from: CivilDate, to: CivilDate): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  return to.slice(5) < from.slice(5) ? years - 1 : years
}

/** Whole days from one civil date to another; negative when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}
