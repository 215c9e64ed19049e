'use client'

import { useTranslations } from 'next-intl'
import { RANKED_BY, type RankedBy } from '#lib/console/ranked-by.ts'
import { UFS, type Uf } from '#lib/identifiers/uf.ts'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Select } from '../ui/select.tsx'

/** What the fields hold: ages as they are typed. */
export type RankingChoice = { by: RankedBy; descending: boolean; uf: Uf | null; from: string; to: string }

export const FIRST_CHOICE: RankingChoice = { by: 'divida_total', descending: true, uf: null, from: '', to: '' }

/** The list has no empty value of its own. */
const ANYWHERE = 'BR'
const AGE = /^(\d{1,2}|1[0-4]\d|150)?$/

export function agesFit({ from, to }: Pick<RankingChoice, 'from' | 'to'>): boolean {
  return AGE.test(from) && AGE.test(to) && (from === '' || to === '' || Number(from) <= Number(to))
}

export type RankingFieldsProps = { choice: RankingChoice; onChange: (part: Partial<RankingChoice>) => void }

/** In which order, and of whom. */
export function RankingFields({ choice, onChange }: RankingFieldsProps) {
  const t = useTranslations('portfolio')
  const directions = [
    { value: 'desc', label: t('highest') },
    { value: 'asc', label: t('lowest') },
  ]
  const places = [{ value: ANYWHERE, label: t('anywhere') }, ...UFS.map((value) => ({ value, label: value }))]
  return (
    <div className="grid grid-cols-2 items-start gap-4 lg:grid-cols-[1fr_auto_9rem_6rem_6rem]">
      <div className="col-span-2 lg:col-span-1">
        <Field label={t('by')}>
          {(control) => (
            <Select
              control={control}
              value={choice.by}
              onChange={(value) => onChange({ by: RANKED_BY.find((known) => known === value) ?? choice.by })}
              options={RANKED_BY.map((value) => ({ value, label: t(`orders.${value}`) }))}
            />
          )}
        </Field>
      </div>
      <div className="grid content-start justify-items-start gap-2">
        <span aria-hidden className="text-sm font-medium">
          {t('direction')}
        </span>
        <Segmented
          label={t('direction')}
          value={choice.descending ? 'desc' : 'asc'}
          options={directions}
          onChoose={(value) => onChange({ descending: value === 'desc' })}
        />
      </div>
      <Field label={t('uf')}>
        {(control) => (
          <Select
            control={control}
            value={choice.uf ?? ANYWHERE}
            onChange={(value) => onChange({ uf: UFS.find((known) => known === value) ?? null })}
            options={places}
          />
        )}
      </Field>
      <AgeField label={t('ageFrom')} value={choice.from} onChange={(from) => onChange({ from })} />
      <AgeField label={t('ageTo')} value={choice.to} onChange={(to) => onChange({ to })} />
    </div>
  )
}

function AgeField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          maxLength={3}
          value={value}
          onChange={(event) => onChange(event.target.value.trim())}
          autoComplete="off"
        />
      )}
    </Field>
  )
}
