'use client'

import { Download, SlidersHorizontal } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useCallback, useRef, useState } from 'react'
import type { DebtFilters } from '#lib/console/actions/dossier-input.ts'
import type { DebtPage } from '#lib/console/read/debt-rows.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { DebtFilterForm, NO_FILTERS } from './debt-filter-form.tsx'
import { DebtTable } from './debt-table.tsx'
import { saveFile } from './save-file.ts'

export type DebtActions = {
  listDebts: Act<{ person: string; filters: DebtFilters; cursor: string | null }, DebtPage & { usesLeft: number }>
  exportDebts: Act<{ person: string; filters: DebtFilters }, { name: string; text: string }>
}

type Shown = { page: DebtPage; filters: DebtFilters; usesLeft: number | null }

/** The debts of a file: as they came, or by filters; page by page; as a file. Whatever asks again says that it does. */
export function DebtsExplorer({
  person,
  first,
  listDebts,
  exportDebts,
}: { person: string; first: DebtPage } & DebtActions) {
  const t = useTranslations('debts')
  const grants = useTranslations('grants')
  const [filtering, setFiltering] = useState(false)
  const [shown, setShown] = useState<Shown>({ page: first, filters: NO_FILTERS, usesLeft: null })
  const wanted = useRef(NO_FILTERS)
  const anew = useAction(
    listDebts,
    useCallback(
      ({ usesLeft, ...page }: DebtPage & { usesLeft: number }) => setShown({ page, filters: wanted.current, usesLeft }),
      [],
    ),
  )
  const more = useAction(
    listDebts,
    useCallback(
      ({ usesLeft, ...page }: DebtPage & { usesLeft: number }) =>
        setShown((before) => ({ ...before, usesLeft, page: { ...page, rows: [...before.page.rows, ...page.rows] } })),
      [],
    ),
  )
  const saving = useAction(exportDebts, useCallback(saveFile, []))
  const apply = (filters: DebtFilters) => {
    if (anew.pending) return
    wanted.current = filters
    anew.run({ person, filters, cursor: null })
  }
  const { page, filters, usesLeft } = shown
  return (
    <div aria-busy={anew.pending || undefined}>
      <div data-print="never" className="flex flex-wrap items-center gap-2 border-b px-4 py-2 sm:px-5">
        <Button size="sm" aria-expanded={filtering} onClick={() => setFiltering(!filtering)}>
          <SlidersHorizontal aria-hidden />
          {t('filter')}
        </Button>
        <Button size="sm" pending={saving.pending} onClick={() => saving.run({ person, filters })}>
          <Download aria-hidden />
          {t('export')}
        </Button>
        <p className="text-xs text-ink-3">
          {t('costs')} {usesLeft === null ? null : <span role="status">{grants('usesLeft', { count: usesLeft })}</span>}
        </p>
      </div>
      {filtering ? <DebtFilterForm pending={anew.pending} onApply={apply} /> : null}
      <div
        className="empty:hidden p-4 sm:px-5"
        data-print="never"
        hidden={!(anew.refusal ?? more.refusal ?? saving.refusal)}
      >
        <RefusalNotice refusal={anew.refusal ?? more.refusal ?? saving.refusal} />
      </div>
      <DebtTable page={page} asListed={filters.order !== null} filtered={filters !== NO_FILTERS} />
      {page.next === null ? null : (
        <div data-print="never" className="flex flex-wrap items-center gap-3 px-4 pb-3 text-xs text-ink-3 sm:px-5">
          {t('shown', { count: page.rows.length })}
          <Button size="sm" pending={more.pending} onClick={() => more.run({ person, filters, cursor: page.next })}>
            {t('more')}
          </Button>
        </div>
      )}
    </div>
  )
}
