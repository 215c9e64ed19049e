import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Destination } from '#lib/console/destinations.ts'
import { Wordmark } from './mark.tsx'
import { PaletteTrigger } from './palette-trigger.tsx'
import { PhoneBar } from './phone-bar.tsx'
import { type RailBadges, RailNav } from './rail-nav.tsx'

export type ShellProps = {
  words: { skip: string; navigation: string; search: string }
  home: string
  destinations: readonly Destination[]
  badges: RailBadges
  /** Who is signed in, for the foot of the rail. */
  foot: ReactNode
  children: ReactNode
}

/** The frame of every page of a signed-in member: the rail on the left, the page beside it. */
export function Shell({ words, home, destinations, badges, foot, children }: ShellProps) {
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[15rem_minmax(0,1fr)] print:block">
      <a
        href="#conteudo"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2 focus:shadow-overlay"
      >
        {words.skip}
      </a>
      <aside data-print="never" className="sticky top-0 hidden h-dvh flex-col gap-4 border-r bg-canvas p-3 md:flex">
        <Link href={home} prefetch={false} className="rounded-md px-2 pt-1.5">
          <Wordmark />
        </Link>
        <PaletteTrigger label={words.search} />
        <RailNav label={words.navigation} destinations={destinations} badges={badges} />
        <div className="mt-auto border-t pt-2">{foot}</div>
      </aside>
      <PhoneBar home={home} destinations={destinations} badges={badges} foot={foot} />
      <main id="conteudo" tabIndex={-1} className="min-w-0 outline-none">
        {children}
      </main>
    </div>
  )
}
