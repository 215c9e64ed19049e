'use client'

import { ListOrdered } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useCallback, useState } from 'react'
import type { RankedPage } from '#lib/console/actions/rank-portfolio.ts'
import { RANKED_BY, type RankedBy } from '#lib/console/actions/rank-portfolio-input.ts'
import { UFS, type Uf } from '#lib/identifiers/uf.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { PurposeChoice } from '../lookup/purpose-choice.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Select } from '../ui/select.tsx'
import { RankingTable } from './ranking-table.tsx'

type Ask = {
  by: RankedBy
  descending: boolean
  uf: Uf | null
  ageFrom: number | null
  ageTo: number | null
  purpose: Purpose
}

export type RankingFormProps = {
  purposes: readonly Purpose[]
  chosen: Purpose | null
  rank: Act<Ask & { cursor: string | null }, RankedPage>
  openCandidate: Act<{ ref: string; purpose: Purpose; relationship: string }, { path: string }>
}

const ANYWHERE = 'BR'
const AGE = /^(\d{1,2}|1[0-4]\d|150)?$/

/** In which order, of whom, why; then a button, since every row that comes back is an inquiry on record. */
export function RankingForm({ purposes, chosen, rank, openCandidate }: RankingFormProps) {
  const t = useTranslations('portfolio')
  const router = useRouter()
  const [by, setBy] = useState<RankedBy>('divida_total')
  const [descending, setDescending] = useState(true)
  const [uf, setUf] = useState<string>(ANYWHERE)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [purpose, setPurpose] = useState(chosen)
  const [tried, setTried] = useState(false)
  const [shown, setShown] = useState<{ ask: Ask; page: RankedPage } | null>(null)
  const ageWrong = !AGE.test(from) || !AGE.test(to) || (from !== '' && to !== '' && Number(from) > Number(to))
  const ranking = useAction(
    rank,
    useCallback(
      (page: RankedPage) =>
        setShown((before) => before && { ...before, page: { ...page, rows: [...before.page.rows, ...page.rows] } }),
      [],
    ),
  )
  const opening = useAction(
    openCandidate,
    useCallback(({ path }: { path: string }) => router.push(path), [router]),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!purpose || ageWrong || ranking.pending) return
    const ask: Ask = {
      by,
      descending,
      uf: UFS.find((known) => known === uf) ?? null,
      ageFrom: from === '' ? null : Number(from),
      ageTo: to === '' ? null : Number(to),
      purpose,
    }
    setShown({ ask, page: { rows: [], next: null } })
    ranking.run({ ...ask, cursor: null })
  }
  const places = [{ value: ANYWHERE, label: t('anywhere') }, ...UFS.map((value) => ({ value, label: value }))]
  const directions = [
    { value: 'desc', label: t('highest') },
    { value: 'asc', label: t('lowest') },
  ]
  return (
    <div className="grid gap-6">
      <Card>
        <form method="post" noValidate onSubmit={submit} className="grid gap-5 p-4 sm:p-5">
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-[1fr_auto_9rem_6rem_6rem] lg:items-start">
            <Field label={t('by')}>
              {(control) => (
                <Select
                  control={control}
                  value={by}
                  onChange={(value) => setBy(RANKED_BY.find((known) => known === value) ?? by)}
                  options={RANKED_BY.map((value) => ({ value, label: t(`orders.${value}`) }))}
                />
              )}
            </Field>
            <div className="grid content-start justify-items-start gap-2">
              <span aria-hidden className="text-sm font-medium">
                {t('direction')}
              </span>
              <Segmented
                label={t('direction')}
                value={descending ? 'desc' : 'asc'}
                options={directions}
                onChoose={(value) => setDescending(value === 'desc')}
              />
            </div>
            <Field label={t('uf')}>
              {(control) => <Select control={control} value={uf} onChange={setUf} options={places} />}
            </Field>
            <AgeField label={t('ageFrom')} value={from} onChange={setFrom} />
            <AgeField label={t('ageTo')} value={to} onChange={setTo} />
          </div>
          {ageWrong ? (
            <p role="alert" className="text-sm text-danger-ink">
              {t('ageWrong')}
            </p>
          ) : null}
          <PurposeChoice purposes={purposes} value={purpose} onChoose={setPurpose} error={tried && purpose === null} />
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button type="submit" variant="primary" pending={ranking.pending && shown?.page.rows.length === 0}>
              <ListOrdered aria-hidden />
              {t('run')}
            </Button>
            <p className="text-sm text-ink-2">{t('onRecord')}</p>
          </div>
          <RefusalNotice refusal={ranking.refusal ?? opening.refusal} />
        </form>
      </Card>
      {shown === null ? (
        <Card>
          <EmptyState icon={ListOrdered} title={t('notYet')}>
            {t('notYetMeans')}
          </EmptyState>
        </Card>
      ) : (
        <RankingTable
          page={shown.page}
          pending={ranking.pending}
          failed={ranking.refusal !== null}
          opening={opening.pending}
          open={(ref) => opening.run({ ref, purpose: shown.ask.purpose, relationship: '' })}
          more={() => ranking.run({ ...shown.ask, cursor: shown.page.next })}
        />
      )}
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
