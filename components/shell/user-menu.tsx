'use client'

import { ChevronsUpDown, CircleUser, LogOut } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import { type ThemeChoice, themeNow, usePreferences } from '../preferences/use-preferences.ts'
import { Menu, MenuChoice, MenuItem, MenuRule } from '../ui/menu.tsx'
import { leave } from './leave.ts'

export type UserMenuProps = {
  name: string
  email: string
  role: string
  institution: string
  signOut: () => Promise<void>
}

export function UserMenu({ name, email, role, institution, signOut }: UserMenuProps) {
  const t = useTranslations('shell')
  const router = useRouter()
  const locale = useLocale()
  const { chooseLocale } = usePreferences()
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          aria-label={t('userMenu', { name })}
          className="flex w-full items-center gap-2.5 rounded-md p-2 text-left hover:bg-hover data-[state=open]:bg-hover"
        >
          <span
            aria-hidden
            className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-2xs font-semibold text-accent-ink"
          >
            {initialsOf(name)}
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm font-medium">{name}</span>
            <span className="block truncate text-xs text-ink-3">{institution}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 text-ink-3" />
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="truncate text-sm font-medium">{email}</p>
        <p className="text-xs text-ink-3">{role}</p>
      </div>
      <MenuRule />
      <MenuItem onSelect={() => router.push('/minha-conta')}>
        <CircleUser aria-hidden />
        {t('account')}
      </MenuItem>
      <MenuRule />
      <ThemeChoices />
      <MenuChoice
        label={t('language')}
        value={locale}
        options={[
          { value: 'pt-BR', label: 'Português (Brasil)' },
          { value: 'en', label: 'English' },
        ]}
        onChoose={chooseLocale}
      />
      <MenuRule />
      <MenuItem onSelect={() => void leave(signOut)}>
        <LogOut aria-hidden />
        {t('signOut')}
      </MenuItem>
    </Menu>
  )
}

/** Rendered only in an open menu, so only in the browser, where the root element says which theme is worn. */
function ThemeChoices() {
  const t = useTranslations('shell')
  const { chooseTheme } = usePreferences()
  const [theme, setTheme] = useState<ThemeChoice>(themeNow)
  return (
    <MenuChoice
      label={t('theme')}
      value={theme}
      options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`themes.${value}`) }))}
      onChoose={(value) => {
        // The options above are the only values there are.
        const chosen = value as ThemeChoice
        setTheme(chosen)
        chooseTheme(chosen)
      }}
    />
  )
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '')
  return letters.join('').toUpperCase()
}
