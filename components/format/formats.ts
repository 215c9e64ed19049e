import { getFormatter, getLocale } from 'next-intl/server'

export type Formats = Awaited<ReturnType<typeof getFormats>>

/**
 * How the reader's language writes what the wire writes: money, legal dates, instants. On the server only, so that the
 * browser's own idea of a language can't differ from what it was sent.
 */
export async function getFormats() {
  const [format, locale] = await Promise.all([getFormatter(), getLocale()])
  const month = locale === 'pt-BR' ? '2-digit' : 'short'
  const day = { day: '2-digit', month, year: 'numeric' } as const
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return {
    /** `"1234.50"` → `R$ 1.234,50`. */
    money: (reais: string) => format.number(Number(reais), { style: 'currency', currency: 'BRL' }),
    /** `YYYY-MM-DD`, a day that belongs to no time zone. */
    day: (civil: string) => format.dateTime(new Date(`${civil.slice(0, 10)}T00:00:00Z`), { ...day, timeZone: 'UTC' }),
    /** An RFC 3339 instant on São Paulo's clock. */
    instant: (instant: string | Date) => format.dateTime(new Date(instant), { ...day, ...time }),
    shortDay: (instant: string | Date) => format.dateTime(new Date(instant), { day: '2-digit', month }),
    time: (instant: string | Date) => format.dateTime(new Date(instant), time),
    percent: (share: number) => format.number(share, { style: 'percent', maximumFractionDigits: 1 }),
    number: (value: number) => format.number(value),
    milliseconds: (ms: number) => `${format.number(Math.max(1, Math.round(ms)))} ms`,
  }
}
