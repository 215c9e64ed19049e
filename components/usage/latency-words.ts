import { getTranslations } from 'next-intl/server'
import { LAST_LATENCY_BOUND_MS } from '#lib/console/read/usage.ts'
import { getFormats } from '../format/formats.ts'

/** How a latency of the histogram is said: under a bound, or over the last one. */
export async function getLatencyWords(): Promise<(ms: number) => string> {
  const t = await getTranslations('usage')
  const format = await getFormats()
  const last = format.number(LAST_LATENCY_BOUND_MS)
  return (ms) => (Number.isFinite(ms) ? t('upTo', { ms: format.number(ms) }) : t('over', { ms: last }))
}
