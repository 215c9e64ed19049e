'use client'

import { Send } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Controller, useForm } from 'react-hook-form'
import { INVITABLE_ROLES, InviteMemberInput } from '#lib/members/schemas.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { schemaResolver } from '../forms/schema-resolver.ts'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { useToast } from '../ui/toast.tsx'

type Invite = { email: string; role: (typeof INVITABLE_ROLES)[number]; language: 'pt-BR' | 'en' }

export type InviteFormProps = { inviteMember: Act<Invite, { email: string }>; language: Invite['language'] }

export function InviteForm({ inviteMember, language }: InviteFormProps) {
  const t = useTranslations('team')
  const roles = useTranslations('roles')
  const means = useTranslations('roleMeanings')
  const say = useToast()
  const router = useRouter()
  const { register, handleSubmit, control, reset, formState } = useForm({
    resolver: schemaResolver(InviteMemberInput),
    defaultValues: { email: '', role: 'analyst', language },
  })
  const { run, pending, refusal } = useAction(inviteMember, ({ email }: { email: string }) => {
    reset()
    say(t('invited', { email }))
    router.refresh()
  })
  const options = INVITABLE_ROLES.map((value) => ({ value, label: roles(value), hint: means(value) }))
  return (
    <form
      method="post"
      noValidate
      onSubmit={(event) => void handleSubmit(run)(event)}
      className="grid items-start gap-4 p-4 sm:grid-cols-[1fr_14rem_auto] sm:p-5"
    >
      <Field label={t('email')} error={formState.errors.email && t('emailWrong')}>
        {(field) => <Input {...field} {...register('email')} type="email" autoComplete="off" />}
      </Field>
      <Field label={t('role')}>
        {(field) => (
          <Controller
            control={control}
            name="role"
            render={({ field: role }) => (
              <Select control={field} value={role.value} onChange={role.onChange} options={options} />
            )}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" className="h-9 sm:mt-6.5" pending={pending}>
        <Send aria-hidden />
        {t('invite')}
      </Button>
      <div className="sm:col-span-3">
        <RefusalNotice refusal={refusal} />
      </div>
    </form>
  )
}
