'use client'

import clsx from 'clsx'
import { ArrowDownLeft, ArrowUpRight, Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import type { TimelinePage, TimelineRow } from '#lib/console/read/movement-rows.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { saveFile } from './save-file.ts'

export type ListMovements = Act<{ person: string; cursor: string }, TimelinePage>

export type MovementActions = {
  listMovements: ListMovements
  exportMovements: Act<{ person: string }, { name: string; text: string }>
}

export type MovementTimelineProps = { person: string; first: TimelinePage } & MovementActions

/** Movements, the newest first; older ones when they are asked for, which is an inquiry of its own. */
export function MovementTimeline({ person, first, listMovements, exportMovements }: MovementTimelineProps) {
  const t = useTranslations('timeline')
  const [{ rows, next }, setPage] = useState(first)
  const { run, pending, refusal } = useAction(
    listMovements,
    useCallback(
      (page: TimelinePage) => setPage((before) => ({ next: page.next, rows: [...before.rows, ...page.rows] })),
      [],
    ),
  )
  const saving = useAction(exportMovements, useCallback(saveFile, []))
  return (
    <div className="grid gap-3">
      <ol>
        {rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever added behind these
          <Line key={place} row={row} />
        ))}
      </ol>
      <RefusalNotice refusal={refusal ?? saving.refusal} />
      <div data-print="never" className="flex flex-wrap items-center gap-3 text-xs text-ink-3">
        {next === null ? null : (
          <Button size="sm" pending={pending} onClick={() => run({ person, cursor: next })}>
            {t('more')}
          </Button>
        )}
        <Button size="sm" pending={saving.pending} onClick={() => saving.run({ person })}>
          <Download aria-hidden />
          {t('export')}
        </Button>
        {t('costs')}
      </div>
    </div>
  )
}

function Line({ row }: { row: TimelineRow }) {
  const t = useTranslations('timeline')
  const Arrow = row.credit ? ArrowDownLeft : ArrowUpRight
  return (
    <li className="group relative grid grid-cols-[1.25rem_1fr_auto] items-baseline gap-x-2 pb-2.5 text-sm tabular-nums last:pb-0 sm:grid-cols-[2.75rem_1.25rem_1fr_auto]">
      <time dateTime={row.at} className="hidden text-xs text-ink-3 sm:block">
        {row.day}
      </time>
      <span className="relative self-stretch before:absolute before:inset-y-0 before:-bottom-2.5 before:left-1/2 before:w-px before:bg-line group-last:before:hidden">
        <span className="relative grid size-5 place-items-center rounded-full border bg-surface">
          <Arrow aria-hidden className={clsx('size-3', row.credit ? 'text-success' : 'text-ink-3')} />
        </span>
      </span>
      <span className="min-w-0">
        {row.description}{' '}
        <span className="text-xs text-ink-3 max-sm:block">
          <span className="sm:hidden">{row.day} · </span>
          {row.type}
        </span>
      </span>
      <span className={clsx('font-medium', row.credit && 'text-success-ink')}>
        <span className="sr-only">{t(row.credit ? 'credit' : 'debit')} </span>
        {row.credit ? '+' : '−'} {row.amount}
      </span>
    </li>
  )
}
