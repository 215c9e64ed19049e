'use client'

import { CircleUser, LogOut } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { type ThemeChoice, themeNow, usePreferences } from '../preferences/use-preferences.ts'
import { Menu, MenuChoice, MenuItem, MenuRule } from '../ui/menu.tsx'
import { leave, type SignOut } from './leave.ts'

export type UserMenuListProps = { email: string; role: string; trigger: ReactNode; signOut: SignOut }

export function UserMenuList({ email, role, trigger, signOut }: UserMenuListProps) {
  const t = useTranslations('shell')
  const router = useRouter()
  const locale = useLocale()
  const { chooseLocale } = usePreferences()
  return (
    <Menu side="top" defaultOpen trigger={trigger}>
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
