'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useCallback, useState } from 'react'
import { useForm } from 'react-hook-form'
import { passwordProblem } from '#lib/access/passwords/password-policy.ts'
import { NewPasswordField } from '../access/new-password-field.tsx'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../ui/dialog.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { useToast } from '../ui/toast.tsx'
import { CodeField } from './code-field.tsx'

type Phone = { id: string; segredo: string; endereco: string }

export type EnrolmentActs = {
  enrol: Act<{ password: string }, Phone>
  showCode: Act<{ id: string; code: string }, null>
}

export type EnrolmentDialogProps = EnrolmentActs & {
  email: string
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Two steps: a password for approving alone, then a phone, which shows its first code. */
export function EnrolmentDialog({ email, enrol, showCode, open, onOpenChange }: EnrolmentDialogProps) {
  const t = useTranslations('approvals')
  const [phone, setPhone] = useState<Phone | null>(null)
  const change = (next: boolean) => {
    setPhone(null)
    onOpenChange(next)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={t(phone ? 'phoneTitle' : 'enrolTitle')}
      description={t(phone ? 'phoneMeans' : 'enrolMeans')}
      closeLabel={t('close')}
      sticky={phone !== null}
    >
      {phone ? (
        <PhoneStep phone={phone} showCode={showCode} onDone={() => change(false)} />
      ) : (
        <PasswordStep email={email} enrol={enrol} onDone={setPhone} />
      )}
    </Dialog>
  )
}

type PasswordStepProps = { email: string; enrol: EnrolmentActs['enrol']; onDone: (phone: Phone) => void }

function PasswordStep({ email, enrol, onDone }: PasswordStepProps) {
  const t = useTranslations('approvals')
  const { register, watch } = useForm({ defaultValues: { password: '' } })
  const password = watch('password')
  const { run, pending, refusal } = useAction(enrol, onDone)
  const good = passwordProblem(password, email) === null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (good && !pending) run({ password })
  }
  return (
    <form method="post" noValidate onSubmit={submit}>
      <DialogBody>
        <NewPasswordField
          label={t('newPassword')}
          registration={register('password')}
          password={password}
          email={email}
          problem={null}
        />
        <RefusalNotice refusal={refusal} />
      </DialogBody>
      <DialogFoot>
        <Button type="submit" variant="primary" pending={pending} disabled={!good}>
          {t('next')}
        </Button>
      </DialogFoot>
    </form>
  )
}

type PhoneStepProps = { phone: Phone; showCode: EnrolmentActs['showCode']; onDone: () => void }

function PhoneStep({ phone, showCode, onDone }: PhoneStepProps) {
  const t = useTranslations('approvals')
  const say = useToast()
  const router = useRouter()
  const [code, setCode] = useState('')
  const { run, pending, refusal } = useAction(
    showCode,
    useCallback(() => {
      say(t('enrolled'))
      router.refresh()
      onDone()
    }, [say, t, router, onDone]),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.length === 6 && !pending) run({ id: phone.id, code })
  }
  return (
    <form method="post" noValidate onSubmit={submit}>
      <DialogBody>
        <div className="flex flex-wrap items-start gap-4">
          <QrCode text={phone.endereco} label={t('qr')} />
          <div className="min-w-0 flex-1 basis-48 text-sm">
            <p className="text-ink-2">{t('typed')}</p>
            <p className="mt-1 font-mono wrap-anywhere select-all">{phone.segredo.match(/.{1,4}/g)?.join(' ')}</p>
          </div>
        </div>
        <CodeField value={code} onChange={setCode} />
        <RefusalNotice refusal={refusal} />
      </DialogBody>
      <DialogFoot>
        <Button type="submit" variant="primary" pending={pending} disabled={code.length !== 6}>
          {t('finish')}
        </Button>
      </DialogFoot>
    </form>
  )
}
