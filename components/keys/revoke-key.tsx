'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import { STATED_REASONS } from '#lib/keys/schemas.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { useToast } from '../ui/toast.tsx'

type Reason = (typeof STATED_REASONS)[number]

export type RevokeKeyProps = {
  id: string
  /** What stops with it, in words. */
  systems: readonly string[]
  secrets: number
  revokeKey: Act<{ id: string; motivo: Reason }, null>
}

/** Ends a key for good, once it has been said what stops and why. */
export function RevokeKey({ id, systems, secrets, revokeKey }: RevokeKeyProps) {
  const t = useTranslations('keys')
  const say = useToast()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState<Reason>('sem_uso')
  const finish = useCallback(() => {
    setOpen(false)
    say(t('revoked'))
    router.refresh()
  }, [say, t, router])
  const { run, pending, refusal } = useAction(revokeKey, finish)
  const options = STATED_REASONS.map((value) => ({ value, label: t(`reasons.${value}`) }))
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        {t('revoke')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('revokeTitle')}
        description={t('revokeMeans')}
        closeLabel={t('close')}
      >
        <DialogBody>
          <Notice tone="warning" title={t('revokeStops')}>
            <p>{t('revokeSystems', { systems: systems.join(', ') })}</p>
            <p>{t('revokeSecrets', { count: secrets })}</p>
          </Notice>
          <Field label={t('reason')}>
            {(field) => (
              <Select
                control={field}
                value={reason}
                onChange={(value) => setReason(STATED_REASONS.find((known) => known === value) ?? reason)}
                options={options}
              />
            )}
          </Field>
          <RefusalNotice refusal={refusal} />
        </DialogBody>
        <DialogFoot>
          <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
          <Button variant="danger" pending={pending} onClick={() => run({ id, motivo: reason })}>
            {t('revoke')}
          </Button>
        </DialogFoot>
      </Dialog>
    </>
  )
}
