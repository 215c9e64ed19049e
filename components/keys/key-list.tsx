'use client'

import { KeyRound, SearchX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type DataColumn, type DataRow, DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Segmented } from '../ui/segmented.tsx'

/** `over`: it will never open anything again. `words`: what the filter looks in. */
export type KeyListRow = { row: DataRow; over: boolean; words: string }

/** The institution's keys: by state, by what is typed, sorted by any column. */
export function KeyList({ rows, columns }: { rows: readonly KeyListRow[]; columns: readonly DataColumn[] }) {
  const t = useTranslations('keys')
  const [shown, setShown] = useState('live')
  const [text, setText] = useState('')
  if (rows.length === 0) {
    return (
      <EmptyState icon={KeyRound} title={t('none')}>
        {t('noneNext')}
      </EmptyState>
    )
  }
  const wanted = text.trim().toLowerCase()
  const found = rows.filter(
    ({ over, words }) => (shown === 'all' || (shown === 'over') === over) && words.toLowerCase().includes(wanted),
  )
  const options = (['live', 'over', 'all'] as const).map((value) => ({ value, label: t(`shown.${value}`) }))
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-3 border-b px-4 py-3 sm:px-5">
        <div className="w-full sm:w-72">
          <Field label={t('filter')}>
            {(field) => (
              <Input {...field} value={text} onChange={(event) => setText(event.target.value)} type="search" />
            )}
          </Field>
        </div>
        <Segmented label={t('show')} value={shown} options={options} onChoose={setShown} />
      </div>
      {found.length === 0 ? (
        <EmptyState icon={SearchX} title={t('noneMatch')}>
          {t('noneMatchNext')}
        </EmptyState>
      ) : (
        <DataTable
          label={t('list')}
          columns={columns}
          rows={found.map(({ row }) => row)}
          initialSort={{ id: 'created', desc: true }}
        />
      )}
    </>
  )
}
