'use client'

import { ChevronsUpDown } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ComponentProps, lazy, Suspense, useState } from 'react'
import type { SignOut } from './leave.ts'

const load = () => import('./user-menu-list.tsx')
// The menu's machinery is a fifth of the page's code, and most visits never open it.
const UserMenuList = lazy(() => load().then((module) => ({ default: module.UserMenuList })))

export type UserMenuProps = {
  name: string
  email: string
  role: string
  institution: string
  signOut: SignOut
}

/** Who is signed in, and what they may do about it. */
export function UserMenu({ name, email, role, institution, signOut }: UserMenuProps) {
  const t = useTranslations('shell')
  const [wanted, setWanted] = useState(false)
  const button = <UserButton name={name} institution={institution} label={t('userMenu')} />
  if (wanted) {
    return (
      <Suspense fallback={button}>
        <UserMenuList email={email} role={role} signOut={signOut} trigger={button} />
      </Suspense>
    )
  }
  return (
    <UserButton
      name={name}
      institution={institution}
      label={t('userMenu')}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    />
  )
}

type UserButtonProps = ComponentProps<'button'> & { name: string; institution: string; label: string }

function UserButton({ name, institution, label, ...rest }: UserButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className="flex w-full items-center gap-2.5 rounded-md p-2 text-left hover:bg-hover data-[state=open]:bg-hover"
    >
      <span
        aria-hidden
        className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-2xs font-semibold text-accent-ink"
      >
        {initialsOf(name)}
      </span>
      <span className="min-w-0 flex-1">
        <span className="sr-only">{label}</span>
        <span className="block truncate text-sm font-medium">{name}</span>
        <span className="block truncate text-xs text-ink-3">{institution}</span>
      </span>
      <ChevronsUpDown aria-hidden className="size-4 text-ink-3" />
    </button>
  )
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '')
  return letters.join('').toUpperCase()
}
