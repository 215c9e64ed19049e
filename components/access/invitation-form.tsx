'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useEffect, useState } from 'react'
import type { Role } from '#lib/access/roles.ts'
import type { Throttled, WeakPassword } from '#lib/members/index.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { AcceptForm } from './accept-form.tsx'
import { ThrottleNotice } from './throttle-notice.tsx'
import { useFragmentToken } from './use-fragment-token.ts'

export type Invitation =
  | { kind: 'found'; email: string; role: Role; institutionName: string; expiresAt: Date }
  | { kind: 'invalid_token' }
  | Throttled

export type Acceptance =
  | { kind: 'accepted'; email: string }
  | { kind: 'invalid_token' }
  | { kind: 'email_taken' }
  | WeakPassword
  | Throttled

export type InvitationFormProps = {
  findInvitation: Act<{ token: string }, Invitation>
  acceptInvitation: Act<{ token: string; name: string; password: string }, Acceptance>
}

/** Reads what a link invites to, and lets one accept it. */
export function InvitationForm({ findInvitation, acceptInvitation }: InvitationFormProps) {
  const t = useTranslations('invitation')
  const token = useFragmentToken()
  const [invitation, setInvitation] = useState<Invitation | null>(null)
  const { run, refusal } = useAction(findInvitation, useCallback(setInvitation, []))
  useEffect(() => {
    if (token) run({ token })
  }, [token, run])
  if (token === null || invitation?.kind === 'invalid_token') {
    return (
      <Notice tone="warning" live title={t('invalidTitle')}>
        {t('invalid')}
      </Notice>
    )
  }
  if (refusal) return <RefusalNotice refusal={refusal} />
  if (!token || !invitation) return <Skeleton className="h-40 w-full" />
  if (invitation.kind === 'throttled') return <ThrottleNotice answer={invitation} />
  return <AcceptForm token={token} invitation={invitation} acceptInvitation={acceptInvitation} />
}
