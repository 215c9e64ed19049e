'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import type { Throttled, WeakPassword } from '#lib/members/index.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { schemaResolver } from '../forms/schema-resolver.ts'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { ThrottleNotice } from './throttle-notice.tsx'
import { useFragmentToken } from './use-fragment-token.ts'

type Answer = { kind: 'changed'; email: string } | { kind: 'invalid_token' } | WeakPassword | Throttled

export type ResetFormProps = { resetPassword: Act<{ token: string; password: string }, Answer> }

const Input = z.strictObject({ password: z.string().min(1) })

export function ResetForm({ resetPassword }: ResetFormProps) {
  const t = useTranslations('reset')
  const token = useFragmentToken()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const { run, pending, refusal } = useAction(resetPassword, useCallback(setAnswer, []))
  const { register, handleSubmit, watch } = useForm({
    resolver: schemaResolver(Input),
    defaultValues: { password: '' },
  })
  if (token === undefined) return <Skeleton className="h-24 w-full" />
  if (token === null || answer?.kind === 'invalid_token') {
    const action = (
      <Button asChild size="sm">
        <Link href="/recuperar">{t('askAgain')}</Link>
      </Button>
    )
    return (
      <Notice tone="warning" live title={t('invalidTitle')} action={action}>
        {t('invalid')}
      </Notice>
    )
  }
  if (answer?.kind === 'changed') {
    const action = (
      <Button asChild size="sm" variant="primary">
        <Link href="/entrar">{t('signIn')}</Link>
      </Button>
    )
    return (
      <Notice tone="success" live title={t('changedTitle')} action={action}>
        {t('changed', { email: answer.email })}
      </Notice>
    )
  }
  return (
    <form
      method="post"
      noValidate
      onSubmit={(event) => void handleSubmit(({ password }) => run({ token, password }))(event)}
      className="grid gap-4"
    >
      <ThrottleNotice answer={answer} />
      <RefusalNotice refusal={refusal} />
      <NewPasswordField
        label={t('password')}
        registration={register('password')}
        password={watch('password')}
        email=""
        problem={answer?.kind === 'weak_password' ? answer.problem : null}
      />
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t('submit')}
      </Button>
    </form>
  )
}
