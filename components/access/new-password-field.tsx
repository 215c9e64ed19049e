'use client'

import { useTranslations } from 'next-intl'
import type { UseFormRegisterReturn } from 'react-hook-form'
import { PASSWORD_LENGTH, type PasswordProblem, passwordProblem } from '#lib/access/passwords/password-policy.ts'
import { PasswordInput } from '../forms/password-input.tsx'
import { Field } from '../ui/field.tsx'

export type NewPasswordFieldProps = {
  label: string
  registration: UseFormRegisterReturn
  password: string
  email: string
  /** What the server found wrong; it has the last word. */
  problem: PasswordProblem | null
}

/** A new password, with what is still missing said while one types. */
export function NewPasswordField({ label, registration, password, email, problem }: NewPasswordFieldProps) {
  const t = useTranslations('password')
  const now = password === '' ? null : passwordProblem(password, email)
  const tooShort = now === 'too_short'
  const shown = problem ?? (tooShort ? null : now)
  const missing = PASSWORD_LENGTH.min - [...password].length
  const hint =
    tooShort && missing > 0 ? t('missing', { count: missing }) : now === null && password ? t('good') : t('rule')
  return (
    <Field label={label} hint={hint} error={shown ? t(`problems.${shown}`) : undefined}>
      {(control) => (
        <PasswordInput
          {...control}
          {...registration}
          autoComplete="new-password"
          showLabel={t('show')}
          hideLabel={t('hide')}
        />
      )}
    </Field>
  )
}
