'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import type {
  BeginSecondFactorResult,
  ConfirmSecondFactorResult,
  RemoveSecondFactorResult,
} from '#lib/members/index.ts'
import { type Proof, ProofForm } from '../forms/proof-form.tsx'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { useToast } from '../ui/toast.tsx'
import { ConfirmCode } from './confirm-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

export type NewSecret = { secret: string; uri: string }

export type SecondFactorProps = {
  email: string
  /** In words, since when there is a second factor; null without one. */
  since: string | null
  codesLeft: number
  /** The role asks for one and there is none: until then nothing else opens. */
  missing: boolean
  beginSecondFactor: Act<Proof, BeginSecondFactorResult>
  confirmSecondFactor: Act<{ code: string }, ConfirmSecondFactorResult>
  removeSecondFactor: Act<Proof, RemoveSecondFactorResult>
}

type Step =
  | { at: 'rest' | 'begin' | 'remove' }
  | ({ at: 'confirm' } & NewSecret)
  | { at: 'codes'; codes: readonly string[] }

/** One's own second factor: setting it up, moving it to another phone, turning it off. */
export function SecondFactor(props: SecondFactorProps) {
  const { email, since, codesLeft, missing, beginSecondFactor, confirmSecondFactor, removeSecondFactor } = props
  const t = useTranslations('secondFactor')
  const say = useToast()
  const router = useRouter()
  const [step, setStep] = useState<Step>({ at: 'rest' })
  const [answer, setAnswer] = useState<{ kind: string } | null>(null)
  const rest = () => {
    setAnswer(null)
    setStep({ at: 'rest' })
  }
  const begin = useAction(
    beginSecondFactor,
    useCallback((result: BeginSecondFactorResult) => {
      setAnswer(result)
      if (result.kind === 'begun') setStep({ at: 'confirm', secret: result.secret, uri: result.uri })
    }, []),
  )
  const removed = t('removed')
  const remove = useAction(
    removeSecondFactor,
    useCallback(
      (result: RemoveSecondFactorResult) => {
        setAnswer(result)
        if (result.kind !== 'removed') return
        setStep({ at: 'rest' })
        say(removed)
        router.refresh()
      },
      [say, removed, router],
    ),
  )
  const closeCodes = () => {
    rest()
    router.refresh()
  }
  return (
    <div className="grid gap-4 p-4 sm:p-5">
      {missing ? <Notice tone="warning">{t('missing')}</Notice> : null}
      <RefusalNotice refusal={begin.refusal ?? remove.refusal} />
      {step.at === 'rest' ? (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <Badge tone={since ? 'success' : 'neutral'}>{t(since ? 'on' : 'off')}</Badge>
            <span className="text-ink-2">{since ? t('onSince', { since, count: codesLeft }) : t('offMeans')}</span>
          </p>
          <div className="flex flex-wrap gap-2">
            <Button variant={since ? 'secondary' : 'primary'} onClick={() => setStep({ at: 'begin' })}>
              {t(since ? 'replace' : 'turnOn')}
            </Button>
            {since ? <Button onClick={() => setStep({ at: 'remove' })}>{t('turnOff')}</Button> : null}
          </div>
        </div>
      ) : null}
      {step.at === 'begin' || step.at === 'remove' ? (
        <>
          <p className="text-sm text-ink-2">{t(step.at === 'begin' ? 'beginMeans' : 'removeMeans')}</p>
          <ProofForm
            key={step.at}
            email={email}
            withCode={since !== null}
            submitLabel={t(step.at === 'begin' ? 'continue' : 'turnOff')}
            pending={begin.pending || remove.pending}
            answer={answer}
            onSubmit={step.at === 'begin' ? begin.run : remove.run}
            onCancel={rest}
          />
        </>
      ) : null}
      {step.at === 'confirm' ? (
        <ConfirmCode
          fresh={step}
          confirmSecondFactor={confirmSecondFactor}
          onEnrolled={(codes) => setStep({ at: 'codes', codes })}
          onCancel={rest}
        />
      ) : null}
      {step.at === 'codes' ? <RecoveryCodes codes={step.codes} onDone={closeCodes} /> : null}
    </div>
  )
}
