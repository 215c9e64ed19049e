'use client'

import { ListOrdered } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import type { Purpose } from '#lib/kernel/actor.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { PurposeChoice } from '../lookup/purpose-choice.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { agesFit, FIRST_CHOICE, RankingFields } from './ranking-fields.tsx'
import { RankingTable } from './ranking-table.tsx'
import { type RankingActions, useRanking } from './use-ranking.ts'

export type RankingFormProps = { purposes: readonly Purpose[]; chosen: Purpose | null } & RankingActions

/** In which order, of whom, why; then a button, since every row that comes back is an inquiry on record. */
export function RankingForm({ purposes, chosen, ...actions }: RankingFormProps) {
  const t = useTranslations('portfolio')
  const [choice, setChoice] = useState(FIRST_CHOICE)
  const [purpose, setPurpose] = useState(chosen)
  const [tried, setTried] = useState(false)
  const { page, refusal, begin, ...ranking } = useRanking(actions)
  const fit = agesFit(choice)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!purpose || !fit || ranking.pending) return
    const { from, to, ...order } = choice
    begin({ ...order, ageFrom: from === '' ? null : Number(from), ageTo: to === '' ? null : Number(to), purpose })
  }
  return (
    <div className="grid gap-6">
      <Card>
        <form method="post" noValidate onSubmit={submit} className="grid gap-5 p-4 sm:p-5">
          <RankingFields choice={choice} onChange={(part) => setChoice((before) => ({ ...before, ...part }))} />
          {fit ? null : (
            <p role="alert" className="text-sm text-danger-ink">
              {t('ageWrong')}
            </p>
          )}
          <PurposeChoice purposes={purposes} value={purpose} onChoose={setPurpose} error={tried && purpose === null} />
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button type="submit" variant="primary" pending={ranking.pending && page?.rows.length === 0}>
              <ListOrdered aria-hidden />
              {t('run')}
            </Button>
            <p className="text-sm text-ink-2">{t('onRecord')}</p>
          </div>
          <RefusalNotice refusal={refusal} />
        </form>
      </Card>
      {page ? (
        <RankingTable page={page} {...ranking} />
      ) : (
        <Card>
          <EmptyState icon={ListOrdered} title={t('notYet')}>
            {t('notYetMeans')}
          </EmptyState>
        </Card>
      )}
    </div>
  )
}
