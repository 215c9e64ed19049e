'use client'

import { Check, X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import type { Proof } from '../approvals/proof-dialog.tsx'
import { ProvenButton } from '../approvals/proven-button.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { useToast } from '../ui/toast.tsx'

type Decide = Act<{ id: string; proof: Proof }, null>

export type DecideButtonsProps = {
  id: string
  /** Whose request, over whom, for how long: what the proof is given for. */
  about: string
  /** Approving now opens it; otherwise somebody else has to agree as well. */
  last: boolean
  withCode: boolean
  approve: Decide
  refuse: Decide
}

export function DecideButtons({ id, about, last, withCode, approve, refuse }: DecideButtonsProps) {
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
    <div className="flex flex-wrap gap-2">
      <ProvenButton
        label={t('approve')}
        icon={<Check aria-hidden />}
        variant="primary"
        title={t('approveTitle')}
        meaning={about}
        withCode={withCode}
        disabled={busy}
        pending={approval.pending}
        refusal={approval.refusal}
        onConfirm={(proof) => approval.run({ id, proof })}
      />
      <ProvenButton
        label={t('refuse')}
        icon={<X aria-hidden />}
        title={t('refuseTitle')}
        meaning={about}
        withCode={withCode}
        disabled={busy}
        pending={refusal.pending}
        refusal={refusal.refusal}
        onConfirm={(proof) => refusal.run({ id, proof })}
      />
    </div>
  )
}
