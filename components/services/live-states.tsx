'use client'

import { useTranslations } from 'next-intl'
import type { ServiceState } from '#lib/console/read/service-state.ts'
import { StateDot } from './state-dot.tsx'
import { useServiceState } from './use-service-state.ts'

const SYSTEMS = ['sistema1', 'sistema2', 'sistema3'] as const

/** The three systems in one line each: what it holds, and whether it answers. */
export function LiveStates({ initial }: { initial: ServiceState }) {
  const t = useTranslations('services')
  const state = useServiceState(initial)
  return (
    <ul className="divide-y rounded-lg border bg-surface">
      {SYSTEMS.map((system, place) => (
        <li key={system} data-system={place + 1} className="flex items-center gap-3 px-4 py-3">
          <span aria-hidden className="h-8 w-1 rounded-full bg-system" />
          <span className="min-w-0 flex-1">
            <span className="block text-sm font-medium">{t(`names.${system}`)}</span>
            <span className="block text-xs text-ink-2">{t(`holds.${system}`)}</span>
          </span>
          <StateDot ready={state[system].ready} label={t(state[system].ready ? 'up' : 'down')} />
        </li>
      ))}
    </ul>
  )
}
