'use client'

import { Lock } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type FormEvent, useCallback, useState } from 'react'
import type { Purpose } from '#lib/kernel/actor.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { TextArea } from '../ui/input.tsx'
import { Notice } from '../ui/notice.tsx'
import { RetryButton } from '../ui/retry-button.tsx'
import { Segmented } from '../ui/segmented.tsx'

/** Over whose debts; `person: null` asks to search Base A by name and address. */
export type GrantAsk = { person: string | null; reason: string; minutes: number; purpose: Purpose | null }

export type RequestGrantFormProps = {
  person: string | null
  /** Null is the purpose under which one is looking up. */
  purpose?: Purpose | null
  requestGrant: Act<GrantAsk, { id: string }>
  /** What happens once it is sent; without it, the form says so in its place. */
  onSent?: () => void
}

const MIN_REASON = 20
const MAX_REASON = 500
const MINUTES = ['15', '30', '60'] as const

/** One click away from the look-up that needs it: why, for how long, send. */
export function RequestGrantForm({ person, purpose = null, requestGrant, onSent }: RequestGrantFormProps) {
  const t = useTranslations('grants')
  const [reason, setReason] = useState('')
  const [minutes, setMinutes] = useState<string>(MINUTES[1])
  const [tried, setTried] = useState(false)
  const [sent, setSent] = useState<string | null>(null)
  const { run, pending, refusal } = useAction(
    requestGrant,
    useCallback(({ id }: { id: string }) => (onSent ? onSent() : setSent(id)), [onSent]),
  )
  const missing = MIN_REASON - [...reason.trim()].length
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (missing <= 0 && !pending) run({ person, reason: reason.trim(), minutes: Number(minutes), purpose })
  }
  if (sent) {
    return (
      <Notice tone="success" live title={t('sentTitle')} action={<RetryButton label={t('check')} />}>
        {t('sent')} <span className="font-mono text-xs">{sent}</span>
      </Notice>
    )
  }
  return (
    <form method="post" noValidate onSubmit={submit} className="grid gap-4">
      <p className="flex items-start gap-2 text-sm text-ink-2">
        <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
        {t(person === null ? 'searchClosed' : 'closed')}
      </p>
      <div className="grid gap-4 md:grid-cols-[1fr_auto]">
        <Field
          label={t('reason')}
          error={tried && missing > 0 ? t('reasonShort', { count: missing }) : undefined}
          hint={missing > 0 ? t('reasonHint', { min: MIN_REASON }) : t('reasonGood')}
        >
          {(control) => (
            <TextArea
              {...control}
              value={reason}
              maxLength={MAX_REASON}
              rows={2}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <div className="grid content-start gap-1.5">
          <span aria-hidden className="text-sm font-medium">
            {t('minutes')}
          </span>
          <Segmented
            label={t('minutes')}
            value={minutes}
            options={MINUTES.map((value) => ({ value, label: t('minutesShort', { minutes: Number(value) }) }))}
            onChoose={setMinutes}
          />
        </div>
      </div>
      <RefusalNotice refusal={refusal} />
      <Button type="submit" variant="primary" className="justify-self-start" pending={pending}>
        {t('ask')}
      </Button>
    </form>
  )
}
