import { cookies } from 'next/headers'
import { z } from 'zod'

export const LOCALES = ['pt-BR', 'en'] as const
export type Locale = (typeof LOCALES)[number]

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** How a person wants the portal to look and speak. Kept in plain cookies: nothing here is secret or personal. */
export type Preferences = { locale: Locale; theme: Theme }

const LOCALE_COOKIE = 'crivo-idioma'
const THEME_COOKIE = 'crivo-tema'
const ONE_YEAR_SECONDS = 31_536_000

export const PreferencesInput = z.strictObject({ locale: z.enum(LOCALES).optional(), theme: z.enum(THEMES).optional() })

/** The preferences of this request, so that the first byte is already in the right language and colours. */
export async function readPreferences(): Promise<Preferences> {
  const jar = await cookies()
  return {
    locale: LOCALES.find((locale) => locale === jar.get(LOCALE_COOKIE)?.value) ?? 'pt-BR',
    theme: THEMES.find((theme) => theme === jar.get(THEME_COOKIE)?.value) ?? 'system',
  }
}

/** Keeps what was chosen; only an action or a route handler may call it. */
export async function writePreferences(chosen: z.output<typeof PreferencesInput>): Promise<void> {
  const jar = await cookies()
  const options = { path: '/', maxAge: ONE_YEAR_SECONDS, sameSite: 'lax', httpOnly: true } as const
  if (chosen.locale !== undefined) jar.set(LOCALE_COOKIE, chosen.locale, options)
  if (chosen.theme !== undefined) jar.set(THEME_COOKIE, chosen.theme, options)
}
