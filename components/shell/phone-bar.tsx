'use client'

import { Menu as MenuIcon, Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import type { Destination } from '#lib/console/destinations.ts'
import { Wordmark } from './mark.tsx'
import { useOpenPalette } from './palette.tsx'
import { type RailBadges, RailNav } from './rail-nav.tsx'

const Dialog = dynamic(() => import('../ui/dialog.tsx').then((module) => module.Dialog))

export type PhoneBarProps = {
  home: string
  destinations: readonly Destination[]
  badges: RailBadges
  foot: ReactNode
}

/** The rail on a narrow screen: a bar above the page, and a sheet with the same destinations. */
export function PhoneBar({ home, destinations, badges, foot }: PhoneBarProps) {
  const t = useTranslations('shell')
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const openPalette = useOpenPalette()
  return (
    <header
      className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b bg-canvas/95 px-2 backdrop-blur md:hidden"
      data-print="never"
    >
      <button
        type="button"
        aria-label={t('openMenu')}
        aria-expanded={open}
        onClick={() => {
          setWanted(true)
          setOpen(true)
        }}
        className="grid size-10 place-items-center rounded-md text-ink-2 hover:bg-hover"
      >
        <MenuIcon aria-hidden className="size-5" />
      </button>
      <Link href={home} prefetch={false} className="flex rounded-md px-1">
        <Wordmark />
      </Link>
      <button
        type="button"
        aria-label={t('search')}
        onClick={openPalette}
        className="ml-auto grid size-10 place-items-center rounded-md text-ink-2 hover:bg-hover"
      >
        <Search aria-hidden className="size-5" />
      </button>
      {wanted ? (
        <Dialog open={open} onOpenChange={setOpen} title={t('menu')} closeLabel={t('close')} shape="sheet">
          <div className="flex h-full flex-col gap-4 bg-canvas p-3">
            <span className="px-2 pt-1">
              <Wordmark />
            </span>
            <RailNav
              label={t('navigation')}
              destinations={destinations}
              badges={badges}
              onChoose={() => setOpen(false)}
            />
            <div className="mt-auto border-t pt-2">{foot}</div>
          </div>
        </Dialog>
      ) : null}
    </header>
  )
}
