import { getRequestConfig } from 'next-intl/server'
import { readPreferences } from '../preferences.ts'

/** Words, dates and numbers of one request: the language of its cookie, and São Paulo's clock for everybody. */
export default getRequestConfig(async () => {
  const { locale } = await readPreferences()
  const { default: messages } = await import(`#messages/${locale}.json`)
  return { locale, messages, timeZone: 'America/Sao_Paulo' }
})
