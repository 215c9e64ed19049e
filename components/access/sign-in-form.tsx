'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState, useTransition } from 'react'
import { useForm } from 'react-hook-form'
import { SignInInput } from '#lib/members/schemas.ts'
import { CodeInput } from '../forms/code-input.tsx'
import { PasswordInput } from '../forms/password-input.tsx'
import { schemaResolver } from '../forms/schema-resolver.ts'
import { textOrNothing } from '../forms/text-or-nothing.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Notice } from '../ui/notice.tsx'
import { type SignInAnswer, signIn } from './sign-in.ts'
import { ThrottleNotice } from './throttle-notice.tsx'

export type SignInFormProps = { destination: string }

export function SignInForm({ destination }: SignInFormProps) {
  const t = useTranslations('signIn')
  const [answer, setAnswer] = useState<SignInAnswer | null>(null)
  const [pending, startTransition] = useTransition()
  const [codeAsked, setCodeAsked] = useState(false)
  const { register, handleSubmit, formState, setFocus, setValue } = useForm({
    // Without defaults, so that what a password manager filled in before the page was interactive stays.
    resolver: schemaResolver(SignInInput),
  })
  const { errors } = formState

  const submit = handleSubmit(({ email, password, code }) =>
    startTransition(async () => {
      const result = await signIn(email, password, code)
      if (result.kind === 'signed_in') return window.location.assign(destination)
      setAnswer(result)
      if (result.kind === 'code_needed' || result.kind === 'code_refused') {
        setCodeAsked(true)
        setValue('code', undefined)
      } else if (result.kind === 'refused') {
        setValue('password', '')
        setFocus('password')
      }
    }),
  )
  // Only once the field is there can it take the focus.
  useEffect(() => {
    if (codeAsked) setFocus('code')
  }, [codeAsked, setFocus])
  return (
    // Before the page is interactive a browser submits by itself: by POST, so that no password enters an address.
    <form
      method="post"
      action="/api/auth/callback/credentials"
      noValidate
      onSubmit={(event) => void submit(event)}
      className="grid gap-4"
    >
      <SignInNotice answer={answer} />
      <Field label={t('email')} error={errors.email && t('emailWrong')}>
        {(control) => (
          <Input
            {...control}
            {...register('email')}
            type="email"
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={t('password')} error={errors.password && t('passwordMissing')}>
        {(control) => (
          <PasswordInput
            {...control}
            {...register('password')}
            autoComplete="current-password"
            showLabel={t('showPassword')}
            hideLabel={t('hidePassword')}
          />
        )}
      </Field>
      {codeAsked ? (
        <Field label={t('code')} hint={t('codeHint')} error={errors.code && t('codeWrong')}>
          {(control) => <CodeInput {...control} {...register('code', { setValueAs: textOrNothing })} />}
        </Field>
      ) : null}
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t('submit')}
      </Button>
    </form>
  )
}

function SignInNotice({ answer }: { answer: SignInAnswer | null }) {
  const t = useTranslations('signIn')
  if (!answer || answer.kind === 'signed_in') return null
  if (answer.kind === 'throttled') return <ThrottleNotice answer={answer} />
  return (
    <Notice tone={answer.kind === 'code_needed' ? 'info' : 'danger'} live>
      {t(answer.kind)}
    </Notice>
  )
}
