'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { type Act, useAction } from '../forms/use-action.ts'
import { useToast } from '../ui/toast.tsx'
import type { Proof } from './proof-dialog.tsx'
import { ProvenButton } from './proven-button.tsx'

export type ConfirmApproverProps = {
  id: string
  member: string
  withCode: boolean
  confirm: Act<{ id: string; proof: Proof }, null>
}

/** Vouches for a colleague who asks to approve. */
export function ConfirmApprover({ id, member, withCode, confirm }: ConfirmApproverProps) {
  const t = useTranslations('approvals')
  const say = useToast()
  const router = useRouter()
  const act = useAction(
    confirm,
    useCallback(() => {
      say(t('confirmed'))
      router.refresh()
    }, [say, t, router]),
  )
  return (
    <ProvenButton
      label={t('confirm')}
      title={t('confirmTitle', { member })}
      meaning={t('confirmMeans', { id })}
      withCode={withCode}
      pending={act.pending}
      refusal={act.refusal}
      onConfirm={(proof) => act.run({ id, proof })}
    />
  )
}
