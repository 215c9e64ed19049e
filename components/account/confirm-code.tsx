'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import { useForm } from 'react-hook-form'
import type { ConfirmSecondFactorResult } from '#lib/members/index.ts'
import { ConfirmSecondFactorInput } from '#lib/members/schemas.ts'
import { ThrottleNotice } from '../access/throttle-notice.tsx'
import { CodeInput } from '../forms/code-input.tsx'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { schemaResolver } from '../forms/schema-resolver.ts'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import type { NewSecret } from './second-factor.tsx'

export type ConfirmCodeProps = {
  fresh: NewSecret
  confirmSecondFactor: Act<{ code: string }, ConfirmSecondFactorResult>
  onEnrolled: (codes: readonly string[]) => void
  onCancel: () => void
}

/** A new secret, to be read by a phone's camera or typed, and a first code that shows that it was. */
export function ConfirmCode({ fresh, confirmSecondFactor, onEnrolled, onCancel }: ConfirmCodeProps) {
  const t = useTranslations('secondFactor')
  const words = useTranslations('proof')
  const [answer, setAnswer] = useState<ConfirmSecondFactorResult | null>(null)
  const { register, handleSubmit, formState } = useForm({
    resolver: schemaResolver(ConfirmSecondFactorInput),
    defaultValues: { code: '' },
  })
  const { run, pending, refusal } = useAction(
    confirmSecondFactor,
    useCallback(
      (result: ConfirmSecondFactorResult) => {
        setAnswer(result)
        if (result.kind === 'enrolled') onEnrolled(result.recoveryCodes)
      },
      [onEnrolled],
    ),
  )
  const wrong = formState.errors.code || answer?.kind === 'code_refused' ? words('codeWrong') : undefined
  return (
    <form
      method="post"
      noValidate
      onSubmit={(event) => void handleSubmit(run)(event)}
      className="flex flex-wrap items-start gap-6"
    >
      <QrCode text={fresh.uri} label={t('qr')} />
      <div className="grid min-w-0 flex-1 basis-64 gap-4">
        <p className="text-sm text-ink-2">{t('scan')}</p>
        <div className="grid gap-1">
          <span className="text-sm font-medium">{t('secret')}</span>
          <span className="flex items-start gap-1">
            <code className="min-w-0 break-all font-mono text-sm">{fresh.secret.replace(/.{4}(?=.)/g, '$& ')}</code>
            <CopyButton text={fresh.secret} label={t('copySecret')} doneLabel={t('copied')} />
          </span>
        </div>
        <ThrottleNotice answer={answer} />
        <RefusalNotice refusal={refusal} />
        {answer?.kind === 'over' ? (
          <Notice tone="danger" live>
            {t('over')}
          </Notice>
        ) : null}
        <Field label={t('firstCode')} error={wrong}>
          {(control) => <CodeInput {...control} {...register('code')} inputMode="numeric" />}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" pending={pending}>
            {t('confirm')}
          </Button>
          <Button onClick={onCancel}>{words('cancel')}</Button>
        </div>
      </div>
    </form>
  )
}
