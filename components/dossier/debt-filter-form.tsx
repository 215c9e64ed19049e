'use client'

import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import type { DebtFilters } from '#lib/console/actions/dossier-input.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'

export const NO_FILTERS: DebtFilters = {
  createdFrom: null,
  createdTo: null,
  dueFrom: null,
  dueTo: null,
  status: null,
  order: null,
}

const RANGES = ['createdFrom', 'createdTo', 'dueFrom', 'dueTo'] as const
const STATUSES = ['negativada', 'contestada'] as const
const ORDERS = ['-valor', 'valor', '-criada_em', 'criada_em', '-vencimento', 'vencimento'] as const
/** The list has no empty value of its own. */
const ANY = 'any'

export type DebtFilterFormProps = { pending: boolean; onApply: (filters: DebtFilters) => void }

/** Which debts, and in which order: applied by a button, for each application is a look-up. */
export function DebtFilterForm({ pending, onApply }: DebtFilterFormProps) {
  const t = useTranslations('debts')
  const words = useTranslations('debtStatuses')
  const [filters, setFilters] = useState(NO_FILTERS)
  const reversed = isReversed(filters.createdFrom, filters.createdTo) || isReversed(filters.dueFrom, filters.dueTo)
  const change = (part: Partial<DebtFilters>) => setFilters((before) => ({ ...before, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!reversed && !pending) onApply({ ...filters })
  }
  const clear = () => {
    setFilters(NO_FILTERS)
    onApply(NO_FILTERS)
  }
  return (
    <form
      method="post"
      noValidate
      onSubmit={submit}
      data-print="never"
      aria-label={t('filter')}
      className="grid gap-4 border-b bg-canvas px-4 py-4 sm:px-5"
    >
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {RANGES.map((name) => (
          <Field key={name} label={t(`filters.${name}`)}>
            {(control) => (
              <Input
                {...control}
                type="date"
                min="1900-01-01"
                max="2199-12-31"
                value={filters[name] ?? ''}
                onChange={(event) => change({ [name]: event.target.value || null })}
              />
            )}
          </Field>
        ))}
        <div className="col-span-2">
          <Field label={t('filters.status')}>
            {(control) => (
              <Select
                control={control}
                value={filters.status ?? ANY}
                onChange={(value) => change({ status: STATUSES.find((known) => known === value) ?? null })}
                options={[
                  { value: ANY, label: t('anyStatus') },
                  ...STATUSES.map((value) => ({ value, label: words(value) })),
                ]}
              />
            )}
          </Field>
        </div>
        <div className="col-span-2">
          <Field label={t('filters.order')}>
            {(control) => (
              <Select
                control={control}
                value={filters.order ?? ANY}
                onChange={(value) => change({ order: ORDERS.find((known) => known === value) ?? null })}
                options={[
                  { value: ANY, label: t('anyOrder') },
                  ...ORDERS.map((value) => ({ value, label: t(`orders.${value}`) })),
                ]}
              />
            )}
          </Field>
        </div>
      </div>
      {reversed ? (
        <p role="alert" className="text-sm text-danger-ink">
          {t('reversed')}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" pending={pending}>
          {t('apply')}
        </Button>
        <Button variant="ghost" onClick={clear}>
          {t('clear')}
        </Button>
      </div>
    </form>
  )
}

function isReversed(from: string | null, to: string | null): boolean {
  return from !== null && to !== null && from > to
}
