'use client'

import { Check, X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'

type Decide = Act<{ id: string }, null>

/** Approve or refuse another's request; one's own can only be withdrawn. */
export function DecideKey({ id, own, approve, refuse }: { id: string; own: boolean; approve: Decide; refuse: Decide }) {
  const t = useTranslations('keys')
  const say = useToast()
  const router = useRouter()
  const done = useCallback(
    (word: 'approved' | 'refused') => {
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
  const busy = approval.pending || refusal.pending
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {own ? null : (
          <Button variant="primary" pending={approval.pending} disabled={busy} onClick={() => approval.run({ id })}>
            <Check aria-hidden />
            {t('approve')}
          </Button>
        )}
        <Button pending={refusal.pending} disabled={busy} onClick={() => refusal.run({ id })}>
          <X aria-hidden />
          {t(own ? 'withdraw' : 'refuse')}
        </Button>
      </div>
      <RefusalNotice refusal={approval.refusal ?? refusal.refusal} />
    </div>
  )
}
