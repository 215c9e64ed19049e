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

/** `last`: approving now opens it; otherwise somebody else has to agree as well. */
export type DecideButtonsProps = { id: string; last: boolean; approve: Decide; refuse: Decide }

export function DecideButtons({ id, last, approve, refuse }: DecideButtonsProps) {
  const t = useTranslations('grants')
  const say = useToast()
  const router = useRouter()
  const [decided, setDecided] = useState(false)
  const done = useCallback(
    (word: 'approved' | 'approvedFirst' | 'refused') => {
      setDecided(true)
      say(t(word))
      router.refresh()
    },
    [say, t, router],
  )
  const approval = useAction(
    approve,
    useCallback(() => done(last ? 'approved' : 'approvedFirst'), [done, last]),
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
