'use client'

import { Segmented } from '../ui/segmented.tsx'
import { usePreferences } from './use-preferences.ts'

export type LanguageSwitchProps = { label: string; locale: string }

const LANGUAGES = [
  { value: 'pt-BR', label: 'Português', show: <span aria-hidden>PT</span> },
  { value: 'en', label: 'English', show: <span aria-hidden>EN</span> },
] as const

export function LanguageSwitch({ label, locale }: LanguageSwitchProps) {
  const { chooseLocale } = usePreferences()
  return <Segmented label={label} value={locale} options={LANGUAGES} onChoose={chooseLocale} />
}
