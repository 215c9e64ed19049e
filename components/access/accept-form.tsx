'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { AcceptInvitationInput } from '#lib/members/schemas.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { schemaResolver } from '../forms/schema-resolver.ts'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Notice } from '../ui/notice.tsx'
import type { Acceptance, Invitation } from './invitation-form.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { signIn } from './sign-in.ts'
import { ThrottleNotice } from './throttle-notice.tsx'

export type AcceptFormProps = {
  token: string
  invitation: Extract<Invitation, { kind: 'found' }>
  acceptInvitation: Act<{ token: string; name: string; password: string }, Acceptance>
}

export function AcceptForm({ token, invitation, acceptInvitation }: AcceptFormProps) {
  const t = useTranslations('invitation')
  const roles = useTranslations('roles')
  const [answer, setAnswer] = useState<Acceptance | null>(null)
  const { register, handleSubmit, watch, formState, getValues } = useForm({
    resolver: schemaResolver(AcceptInvitationInput),
    defaultValues: { token, name: '', password: '' },
  })
  const { run, pending, refusal } = useAction(acceptInvitation, (result: Acceptance) => {
    setAnswer(result)
    if (result.kind === 'accepted') void enter(result.email, getValues('password'))
  })
  const facts = [
    { label: t('institution'), value: invitation.institutionName },
    { label: t('role'), value: roles(invitation.role) },
    { label: t('email'), value: invitation.email, wide: true },
  ]
  return (
    <form method="post" noValidate onSubmit={(event) => void handleSubmit(run)(event)} className="grid gap-4">
      <Facts items={facts} className="rounded-lg border bg-surface p-4" />
      <ThrottleNotice answer={answer} />
      <RefusalNotice refusal={refusal} />
      {answer?.kind === 'email_taken' || answer?.kind === 'invalid_token' ? (
        <Notice tone="warning" live>
          {t(answer.kind)}
        </Notice>
      ) : null}
      <Field label={t('name')} error={formState.errors.name && t('nameWrong')}>
        {(control) => <Input {...control} {...register('name')} autoComplete="name" />}
      </Field>
      <NewPasswordField
        label={t('password')}
        registration={register('password')}
        password={watch('password')}
        email={invitation.email}
        problem={answer?.kind === 'weak_password' ? answer.problem : null}
      />
      <Button type="submit" variant="primary" size="lg" pending={pending || answer?.kind === 'accepted'}>
        {t('submit')}
      </Button>
    </form>
  )
}

/** Straight in with what was just chosen; if that fails, the sign-in page takes over. */
async function enter(email: string, password: string): Promise<void> {
  await signIn(email, password)
  window.location.assign('/entrar')
}
