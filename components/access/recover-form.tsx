'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import { useForm } from 'react-hook-form'
import type { Throttled } from '#lib/members/index.ts'
import { RequestPasswordResetInput } from '#lib/members/schemas.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { schemaResolver } from '../forms/schema-resolver.ts'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Notice } from '../ui/notice.tsx'
import { ThrottleNotice } from './throttle-notice.tsx'

type Answer = { kind: 'accepted' } | Throttled

export type RecoverFormProps = { requestReset: Act<{ email: string }, Answer> }

export function RecoverForm({ requestReset }: RecoverFormProps) {
  const t = useTranslations('recover')
  const [answer, setAnswer] = useState<Answer | null>(null)
  const { run, pending, refusal } = useAction(requestReset, useCallback(setAnswer, []))
  const { register, handleSubmit, formState } = useForm({
    resolver: schemaResolver(RequestPasswordResetInput),
  })
  if (answer?.kind === 'accepted') {
    return (
      <Notice tone="success" live title={t('sentTitle')}>
        {t('sent')}
      </Notice>
    )
  }
  return (
    <form method="post" noValidate onSubmit={(event) => void handleSubmit(run)(event)} className="grid gap-4">
      <ThrottleNotice answer={answer} />
      <RefusalNotice refusal={refusal} />
      <Field label={t('email')} error={formState.errors.email && t('emailWrong')}>
        {(control) => <Input {...control} {...register('email')} type="email" autoComplete="username" />}
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t('submit')}
      </Button>
    </form>
  )
}
