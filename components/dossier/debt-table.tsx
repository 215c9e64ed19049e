'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { DebtPage, DebtRow } from '#lib/console/read/debt-rows.ts'
import { Badge } from '../ui/badge.tsx'
import { type DataRow, DataTable } from '../ui/data-table.tsx'

const BY_DUE = { id: 'due', desc: true } as const

export type DebtTableProps = {
  page: DebtPage
  /** The rows keep the order in which they came. */
  asListed: boolean
  filtered: boolean
}

export function DebtTable({ page, asListed, filtered }: DebtTableProps) {
  const t = useTranslations('debts')
  const rows = useMemo(() => page.rows.map(rowOf), [page.rows])
  if (rows.length === 0) {
    return <p className="px-4 py-6 text-sm text-ink-2 sm:px-5">{t(filtered ? 'noneFiltered' : 'none')}</p>
  }
  const columns = [
    { id: 'creditor', label: t('columns.creditor') },
    { id: 'modality', label: t('columns.modality'), wideOnly: true },
    { id: 'status', label: t('columns.status') },
    { id: 'created', label: t('columns.created'), wideOnly: true },
    { id: 'due', label: t('columns.due'), wideOnly: true },
    { id: 'amount', label: t('columns.amount'), numeric: true },
  ]
  return (
    <>
      <DataTable
        key={asListed ? 'as-listed' : 'by-due'}
        label={t('table')}
        columns={columns}
        rows={rows}
        {...(asListed ? {} : { initialSort: BY_DUE })}
      />
      <p className="flex justify-between gap-4 border-t px-4 py-2.5 text-sm font-semibold sm:px-5">
        <span>{t('total')}</span>
        <span>{page.total}</span>
      </p>
    </>
  )
}

function rowOf(debt: DebtRow, place: number): DataRow {
  return {
    id: String(place),
    cells: {
      creditor: { show: <Creditor debt={debt} />, by: debt.creditor },
      modality: { show: debt.modality, by: debt.modality },
      status: { show: <Badge tone={debt.disputed ? 'accent' : 'danger'}>{debt.status}</Badge>, by: debt.status },
      created: { show: debt.created.text, by: debt.created.by },
      due: { show: debt.due.text, by: debt.due.by },
      amount: { show: debt.amount.text, by: debt.amount.by },
    },
  }
}

/** On a phone the creditor carries what has no column there. */
function Creditor({ debt }: { debt: DebtRow }) {
  return (
    <span className="block py-1.5">
      <span className="font-medium">{debt.creditor}</span>
      <span className="block text-xs text-ink-3 sm:hidden">
        {debt.modality} · {debt.due.text}
      </span>
    </span>
  )
}
