'use client'

import clsx from 'clsx'
import {
  Activity,
  BookOpen,
  ChartColumn,
  KeyRound,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Search,
  ShieldCheck,
  Users,
} from 'lucide-react'
import Link, { useLinkStatus } from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import type { Destination, DestinationId } from '#lib/console/destinations.ts'

export const DESTINATION_ICONS: Readonly<Record<DestinationId, LucideIcon>> = {
  lookup: Search,
  portfolio: ListOrdered,
  tasks: ListChecks,
  grants: ShieldCheck,
  keys: KeyRound,
  usage: ChartColumn,
  services: Activity,
  team: Users,
  documentation: BookOpen,
}

/** What waits at a destination, beside its name. */
export type RailBadges = Partial<Record<DestinationId, ReactNode>>
export type RailNavProps = {
  label: string
  destinations: readonly Destination[]
  badges?: RailBadges
  onChoose?: () => void
}

export function RailNav({ label, destinations, badges = {}, onChoose }: RailNavProps) {
  const path = usePathname()
  return (
    <nav aria-label={label}>
      <ul className="grid gap-0.5">
        {destinations.map(({ id, href, label: text }) => {
          const here = path === href || path.startsWith(`${href}/`)
          const Icon = DESTINATION_ICONS[id]
          return (
            <li key={id}>
              <Link
                href={href}
                prefetch={false}
                aria-current={here ? 'page' : undefined}
                {...(onChoose ? { onClick: onChoose } : {})}
                className={clsx(
                  'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium transition-colors',
                  here ? 'bg-hover text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                )}
              >
                <Icon aria-hidden className={clsx('size-4', here ? 'text-accent' : 'text-ink-3')} />
                {text}
                {badges[id]}
                <Arriving />
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

/** A dot beside the page one has just chosen, until it is there. */
function Arriving() {
  const { pending } = useLinkStatus()
  return pending ? <span aria-hidden className="ml-auto size-1.5 animate-pulse rounded-full bg-accent" /> : null
}
