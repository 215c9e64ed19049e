import type messages from '#messages/pt-BR.json'
import type { Locale } from '../preferences.ts'

// Makes every key and language that a page asks for a matter of types.
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: typeof messages
  }
}
