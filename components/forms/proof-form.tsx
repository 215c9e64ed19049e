'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { ProofInput } from '#lib/members/schemas.ts'
import { ThrottleNotice } from '../access/throttle-notice.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { CodeInput } from './code-input.tsx'
import { PasswordInput } from './password-input.tsx'
import { schemaResolver } from './schema-resolver.ts'
import { textOrNothing } from './text-or-nothing.ts'

export type Proof = { password: string; code?: string | undefined }

export type ProofFormProps = {
  email: string
  /** The member has a second factor: a code is asked for from the start. */
  withCode: boolean
  submitLabel: string
  pending: boolean
  answer: { kind: string } | null
  onSubmit: (proof: Proof) => void
  onCancel: () => void
}

/** Asks whether the person at this session is its member: the password, and a code where they have a second factor. */
export function ProofForm({ email, withCode, submitLabel, pending, answer, onSubmit, onCancel }: ProofFormProps) {
  const t = useTranslations('proof')
  const [codeAsked, setCodeAsked] = useState(withCode)
  const { register, handleSubmit, formState, resetField, setFocus } = useForm<Proof>({
    resolver: schemaResolver(ProofInput),
    defaultValues: { password: '' },
  })
  useEffect(() => {
    if (answer?.kind === 'refused') resetField('password')
    if (answer?.kind === 'code_needed' || answer?.kind === 'code_refused') setCodeAsked(true)
  }, [answer, resetField])
  useEffect(() => setFocus('password'), [setFocus])
  const { errors } = formState
  const wrong = errors.password ? t('passwordMissing') : answer?.kind === 'refused' ? t('passwordWrong') : undefined
  const wrongCode = errors.code || answer?.kind === 'code_refused' ? t('codeWrong') : undefined
  return (
    <form
      method="post"
      noValidate
      onSubmit={(event) => void handleSubmit(onSubmit)(event)}
      className="grid max-w-sm gap-4"
    >
      <ThrottleNotice answer={answer} />
      {/* Password managers fill in the password of this name. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label={t('password')} error={wrong}>
        {(control) => (
          <PasswordInput
            {...control}
            {...register('password')}
            autoComplete="current-password"
            showLabel={t('show')}
            hideLabel={t('hide')}
          />
        )}
      </Field>
      {codeAsked ? (
        <Field label={t('code')} hint={t('codeHint')} error={wrongCode}>
          {(control) => <CodeInput {...control} {...register('code', { setValueAs: textOrNothing })} />}
        </Field>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" pending={pending}>
          {submitLabel}
        </Button>
        <Button onClick={onCancel}>{t('cancel')}</Button>
      </div>
    </form>
  )
}
