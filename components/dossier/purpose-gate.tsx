'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useCallback, useState } from 'react'
import type { Purpose } from '#lib/kernel/actor.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { PurposeChoice } from '../lookup/purpose-choice.tsx'
import { Button } from '../ui/button.tsx'

export type PurposeGateProps = {
  person: string
  purposes: readonly Purpose[]
  choosePurpose: Act<{ person: string; purpose: Purpose }, { path: string }>
}

/** A dossier opened by its address, before any purpose was chosen in this session: nobody is looked up without one. */
export function PurposeGate({ person, purposes, choosePurpose }: PurposeGateProps) {
  const t = useTranslations('lookup')
  const router = useRouter()
  const [purpose, setPurpose] = useState<Purpose | null>(null)
  const [tried, setTried] = useState(false)
  const { run, pending, refusal } = useAction(
    choosePurpose,
    useCallback(() => router.refresh(), [router]),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (purpose) run({ person, purpose })
  }
  return (
    <form method="post" onSubmit={submit} className="grid justify-items-start gap-5">
      <PurposeChoice purposes={purposes} value={purpose} onChoose={setPurpose} error={tried && purpose === null} />
      <RefusalNotice refusal={refusal} />
      <Button type="submit" variant="primary" pending={pending}>
        {t('submit')}
      </Button>
    </form>
  )
}
