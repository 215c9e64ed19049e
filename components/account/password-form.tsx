'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { ChangePasswordResult } from '#lib/members/index.ts'
import { ChangePasswordInput } from '#lib/members/schemas.ts'
import { NewPasswordField } from '../access/new-password-field.tsx'
import { ThrottleNotice } from '../access/throttle-notice.tsx'
import { PasswordInput } from '../forms/password-input.tsx'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { schemaResolver } from '../forms/schema-resolver.ts'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'

export type PasswordFormProps = {
  email: string
  changePassword: Act<{ currentPassword: string; newPassword: string }, ChangePasswordResult>
}

export function PasswordForm({ email, changePassword }: PasswordFormProps) {
  const t = useTranslations('account')
  const words = useTranslations('password')
  const say = useToast()
  const router = useRouter()
  const [answer, setAnswer] = useState<ChangePasswordResult | null>(null)
  const { register, handleSubmit, watch, reset, formState } = useForm({
    resolver: schemaResolver(ChangePasswordInput),
    defaultValues: { currentPassword: '', newPassword: '' },
  })
  const { run, pending, refusal } = useAction(changePassword, (result: ChangePasswordResult) => {
    setAnswer(result)
    if (result.kind !== 'changed') return
    reset()
    say(t('passwordChanged'))
    router.refresh()
  })
  const missing = formState.errors.currentPassword !== undefined
  const currentError = missing ? t('currentMissing') : answer?.kind === 'refused' ? t('currentWrong') : undefined
  return (
    <form
      method="post"
      noValidate
      onSubmit={(event) => void handleSubmit(run)(event)}
      className="grid max-w-sm gap-4 p-4 sm:p-5"
    >
      <ThrottleNotice answer={answer} />
      <RefusalNotice refusal={refusal} />
      {/* Password managers file the new password under this name. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label={t('currentPassword')} error={currentError}>
        {(control) => (
          <PasswordInput
            {...control}
            {...register('currentPassword')}
            autoComplete="current-password"
            showLabel={words('show')}
            hideLabel={words('hide')}
          />
        )}
      </Field>
      <NewPasswordField
        label={t('newPassword')}
        registration={register('newPassword')}
        password={watch('newPassword')}
        email={email}
        problem={answer?.kind === 'weak_password' ? answer.problem : null}
      />
      <Button type="submit" variant="primary" className="justify-self-start" pending={pending}>
        {t('changePassword')}
      </Button>
    </form>
  )
}
