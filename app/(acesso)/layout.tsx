import { getLocale, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { LanguageSwitch } from '#components/preferences/language-switch.tsx'
import { ThemeSwitch } from '#components/preferences/theme-switch.tsx'
import { readPreferences } from '#lib/console/preferences.ts'

export default async function AccessLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('shell')
  const [{ theme }, locale] = await Promise.all([readPreferences(), getLocale()])
  const themes = { system: t('themes.system'), light: t('themes.light'), dark: t('themes.dark') }
  return (
    <div className="flex min-h-dvh flex-col">
      <div className="flex-1">{children}</div>
      <footer className="flex flex-wrap items-center justify-between gap-3 px-4 py-4 sm:px-8">
        <LanguageSwitch label={t('language')} locale={locale} />
        <ThemeSwitch label={t('theme')} initial={theme} words={themes} />
      </footer>
    </div>
  )
}
