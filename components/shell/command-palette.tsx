'use client'

import { Command } from 'cmdk'
import { CircleUser, Languages, LogOut, Moon, Search, SunMedium } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import type { Destination } from '#lib/console/destinations.ts'
import { formatPartialCpf, parseCpf } from '#lib/identifiers/cpf.ts'
import type { Act } from '../forms/use-action.ts'
import { usePreferences } from '../preferences/use-preferences.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useToast } from '../ui/toast.tsx'
import { leave, type SignOut } from './leave.ts'
import { DESTINATION_ICONS } from './rail-nav.tsx'

export type CommandPaletteProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  destinations: readonly Destination[]
  /** Finds the dossier of a CPF; null for whoever may look nobody up. */
  lookUp: Act<{ cpf: string }, { path: string }> | null
  signOut: SignOut
}

/** Everything that one can do from anywhere, by typing: go to a page, look a CPF up, change how the portal looks. */
export function CommandPalette({ open, onOpenChange, destinations, lookUp, signOut }: CommandPaletteProps) {
  const t = useTranslations('shell')
  const router = useRouter()
  const locale = useLocale()
  const { chooseTheme, chooseLocale } = usePreferences()
  const [text, setText] = useState('')
  const say = useToast()
  const failed = useTranslations('errors')
  const run = (act: () => void) => () => {
    onOpenChange(false)
    setText('')
    act()
  }
  const cpf = parseCpf(text)
  const find = async (number: string) => {
    const result = await lookUp?.({ cpf: number })
    if (result?.ok) router.push(result.value.path)
    else say(failed('unknown'), 'danger')
  }
  const mayLookUp = lookUp !== null && cpf.kind === 'valid'
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('palette.title')} closeLabel={t('close')} shape="palette">
      <Command label={t('palette.title')} loop>
        <div className="flex items-center gap-2.5 border-b px-4">
          <Search aria-hidden className="size-4 text-ink-3" />
          <Command.Input
            value={text}
            onValueChange={setText}
            placeholder={t(lookUp ? 'palette.placeholderLookUp' : 'palette.placeholder')}
            className="h-12 w-full bg-transparent text-base outline-none placeholder:text-ink-3"
          />
        </div>
        <Command.List className="max-h-80 overflow-y-auto p-1.5">
          <Command.Empty className="px-3 py-8 text-center text-sm text-ink-2">{t('palette.nothing')}</Command.Empty>
          {mayLookUp ? (
            <Item
              value={text}
              icon={<Search aria-hidden />}
              onSelect={run(() => void find(cpf.cpf))}
              text={t('palette.lookUp', { cpf: formatPartialCpf(cpf.cpf) })}
            />
          ) : null}
          <Group heading={t('palette.goTo')}>
            {destinations.map(({ id, href, label }) => {
              const Icon = DESTINATION_ICONS[id]
              return <Item key={id} icon={<Icon aria-hidden />} text={label} onSelect={run(() => router.push(href))} />
            })}
            <Item
              icon={<CircleUser aria-hidden />}
              text={t('account')}
              onSelect={run(() => router.push('/minha-conta'))}
            />
          </Group>
          <Group heading={t('palette.preferences')}>
            <Item
              icon={<SunMedium aria-hidden />}
              text={t('palette.light')}
              onSelect={run(() => chooseTheme('light'))}
            />
            <Item icon={<Moon aria-hidden />} text={t('palette.dark')} onSelect={run(() => chooseTheme('dark'))} />
            <Item
              icon={<Languages aria-hidden />}
              text={locale === 'en' ? 'Mudar para português' : 'Switch to English'}
              onSelect={run(() => chooseLocale(locale === 'en' ? 'pt-BR' : 'en'))}
            />
            <Item icon={<LogOut aria-hidden />} text={t('signOut')} onSelect={run(() => void leave(signOut))} />
          </Group>
        </Command.List>
      </Command>
    </Dialog>
  )
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2.5 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:font-medium **:[[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  )
}

type ItemProps = { icon: ReactNode; text: string; onSelect: () => void; value?: string }

function Item({ icon, text, onSelect, value }: ItemProps) {
  return (
    <Command.Item
      value={value ?? text}
      onSelect={onSelect}
      className="flex h-9 cursor-default select-none items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-3"
    >
      {icon}
      {text}
    </Command.Item>
  )
}
