'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { Segmented } from '../ui/segmented.tsx'
import { type ThemeChoice, usePreferences } from './use-preferences.ts'

export type ThemeSwitchProps = { label: string; initial: ThemeChoice; words: Readonly<Record<ThemeChoice, string>> }

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const

export function ThemeSwitch({ label, initial, words }: ThemeSwitchProps) {
  const [theme, setTheme] = useState(initial)
  const { chooseTheme } = usePreferences()
  const options = (['system', 'light', 'dark'] as const).map((value) => {
    const Icon = ICONS[value]
    return { value, label: words[value], show: <Icon aria-hidden /> }
  })
  const choose = (value: string) => {
    // The options above are the only values there are.
    const chosen = value as ThemeChoice
    setTheme(chosen)
    chooseTheme(chosen)
  }
  return <Segmented label={label} value={theme} options={options} onChoose={choose} />
}
