'use client'

import { Check, X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'

type Decide = Act<{ id: string }, null>

export type DecideButtonsProps = { id: string; approve: Decide; refuse: Decide }

export function DecideButtons({ id, approve, refuse }: DecideButtonsProps) {
  const t = useTranslations('grants')
  const say = useToast()
  const router = useRouter()
  const [decided, setDecided] = useState(false)
  const done = useCallback(
    (word: 'approved' | 'refused') => {
      setDecided(true)
      say(t(word))
      router.refresh()
    },
    [say, t, router],
  )
  const approval = useAction(
    approve,
    useCallback(() => done('approved'), [done]),
  )
  const refusal = useAction(
    refuse,
    useCallback(() => done('refused'), [done]),
  )
  const busy = approval.pending || refusal.pending || decided
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" pending={approval.pending} disabled={busy} onClick={() => approval.run({ id })}>
          <Check aria-hidden />
          {t('approve')}
        </Button>
        <Button pending={refusal.pending} disabled={busy} onClick={() => refusal.run({ id })}>
          <X aria-hidden />
          {t('refuse')}
        </Button>
      </div>
      <RefusalNotice refusal={approval.refusal ?? refusal.refusal} />
    </div>
  )
}
