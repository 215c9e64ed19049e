import { getRequestConfig } from 'next-intl/server'
import { type Locale, readPreferences } from '../preferences.ts'

const MESSAGES = {
  'pt-BR': () => import('#messages/pt-BR.json'),
  en: () => import('#messages/en.json'),
} as const satisfies Record<Locale, () => Promise<unknown>>

/** Words, dates and numbers of one request: the language of its cookie, and São Paulo's clock for everybody. */
export default getRequestConfig(async () => {
  const { locale } = await readPreferences()
  const { default: messages } = await MESSAGES[locale]()
  return { locale, messages, timeZone: 'America/Sao_Paulo' }
})
