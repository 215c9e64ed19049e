'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import type { Tier } from '#lib/access/tier.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { LimitsStep, ScopesStep, type StepProps, UseStep } from './create-key-steps.tsx'
import { bodyOf, isLimit, isName, type KeyDraft } from './key-draft.ts'
import { type Made, NewSecret, type TryKey } from './new-secret.tsx'

export type CreateKeyDialogProps = {
  /** What the institution has to give. */
  tiers: readonly Tier[]
  purposes: readonly Purpose[]
  publicUrl: string
  createKey: Act<ReturnType<typeof bodyOf>, Made>
  tryKey: TryKey
  onClose: () => void
}

const STEPS = [1, 2, 3] as const
type Step = (typeof STEPS)[number]

/** What is missing before a step can be left. */
function wrongIn(step: Step, draft: KeyDraft): boolean {
  if (step === 1) return !isName(draft.name) || draft.purposes.length === 0
  return step === 2 ? draft.scopes.length === 0 : !isLimit(draft)
}

/** Three steps, then the secret, once. */
export function CreateKeyDialog({ tiers, purposes, publicUrl, createKey, tryKey, onClose }: CreateKeyDialogProps) {
  const t = useTranslations('keys')
  const router = useRouter()
  const [step, setStep] = useState<Step>(1)
  const [tried, setTried] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const [draft, setDraft] = useState<KeyDraft>({
    name: '',
    purposes: purposes.slice(0, 1),
    scopes: [],
    tier: tiers[0] ?? 'gratuito',
    calls: '',
    seconds: '',
    addresses: '',
    life: '365',
  })
  const finish = useCallback(
    (value: Made) => {
      setMade(value)
      router.refresh()
    },
    [router],
  )
  const { run, pending, refusal, clear } = useAction(createKey, finish)
  const go = (to: Step) => {
    clear()
    setTried(false)
    setStep(to)
  }
  const forward = () => {
    if (wrongIn(step, draft)) return setTried(true)
    if (step === 3) run(bodyOf(draft, new Date()))
    else go((step + 1) as Step)
  }
  const stepProps: StepProps = { draft, tried, tiers, purposes, onChange: (part) => setDraft({ ...draft, ...part }) }
  const title = made ? t('secretTitle') : t('createTitle')
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      sticky={made !== null}
      title={title}
      description={made ? undefined : `${t('step', { step })} · ${t(`steps.${step}`)}`}
      closeLabel={t('close')}
    >
      {made ? (
        <>
          <DialogBody>
            <NewSecret made={made} publicUrl={publicUrl} tryKey={tryKey} />
          </DialogBody>
          <DialogFoot>
            <Button variant="primary" onClick={onClose}>
              {t('stored')}
            </Button>
          </DialogFoot>
        </>
      ) : (
        <form
          method="post"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            forward()
          }}
        >
          <DialogBody>
            {step === 1 ? <UseStep {...stepProps} /> : null}
            {step === 2 ? <ScopesStep {...stepProps} /> : null}
            {step === 3 ? <LimitsStep {...stepProps} /> : null}
            <RefusalNotice refusal={refusal} />
            {refusal && refusal.fields.length > 0 ? (
              <Notice tone="danger">
                {t('fieldsWrong', { fields: refusal.fields.map(({ field }) => field).join(', ') })}
              </Notice>
            ) : null}
          </DialogBody>
          <DialogFoot>
            {step === 1 ? (
              <Button onClick={onClose}>{t('cancel')}</Button>
            ) : (
              <Button onClick={() => go((step - 1) as Step)}>{t('back')}</Button>
            )}
            <Button type="submit" variant="primary" pending={pending}>
              {t(step === 3 ? 'create' : 'next')}
            </Button>
          </DialogFoot>
        </form>
      )}
    </Dialog>
  )
}
