import { cookies } from 'next/headers'
import { z } from 'zod'
import { services } from '#lib/runtime/services.ts'
import { areCookiesSecure, cookieName } from './session/cookie-names.ts'

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
  const { publicUrl } = services().portal
  const chosen = (name: string) => jar.get(cookieName(name, publicUrl))?.value
  return {
    locale: LOCALES.find((locale) => locale === chosen(LOCALE_COOKIE)) ?? 'pt-BR',
    theme: THEMES.find((theme) => theme === chosen(THEME_COOKIE)) ?? 'system',
  }
}

/** Keeps what was chosen; only an action or a route handler may call it. */
export async function writePreferences(chosen: z.output<typeof PreferencesInput>): Promise<void> {
  const jar = await cookies()
  const { publicUrl } = services().portal
  const secure = areCookiesSecure(publicUrl)
  const options = { path: '/', maxAge: ONE_YEAR_SECONDS, sameSite: 'lax', httpOnly: true, secure } as const
  if (chosen.locale !== undefined) jar.set(cookieName(LOCALE_COOKIE, publicUrl), chosen.locale, options)
  if (chosen.theme !== undefined) jar.set(cookieName(THEME_COOKIE, publicUrl), chosen.theme, options)
}
