'use client'

import { RefreshCw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import { MAX_OVERLAP_DAYS } from '#lib/keys/schemas.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { type Made, NewSecret, type TryKey } from './new-secret.tsx'
import { ScopeChoice } from './scope-choice.tsx'

type RotateInput = { id: string; sobreposicao_dias: number; escopos?: KeyScope[] }

export type RotateKeyProps = {
  id: string
  scopes: readonly KeyScope[]
  /** A leaked secret gets no overlap. */
  leaked: boolean
  publicUrl: string
  rotateKey: Act<RotateInput, Made>
  tryKey: TryKey
}

/** A new secret: for how long the old one goes on, and whether the key opens less from now on. */
export function RotateKey({ id, scopes, leaked, publicUrl, rotateKey, tryKey }: RotateKeyProps) {
  const t = useTranslations('keys')
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [days, setDays] = useState(leaked ? 0 : 7)
  const [kept, setKept] = useState<readonly KeyScope[]>(scopes)
  const [made, setMade] = useState<Made | null>(null)
  const finish = useCallback(
    (value: Made) => {
      setMade(value)
      router.refresh()
    },
    [router],
  )
  const { run, pending, refusal, clear } = useAction(rotateKey, finish)
  const show = () => {
    // Scopes may have been narrowed since this was last open; the window itself must outlive that, for its secret.
    setKept(scopes)
    setOpen(true)
  }
  const close = () => {
    setOpen(false)
    setMade(null)
    clear()
  }
  const narrowed = kept.length < scopes.length
  const rotate = () => run({ id, sobreposicao_dias: days, ...(narrowed ? { escopos: [...kept] } : {}) })
  return (
    <>
      <Button onClick={show}>
        <RefreshCw aria-hidden />
        {t('rotate')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={(wanted) => (wanted ? undefined : close())}
        sticky={made !== null}
        title={made ? t('secretTitle') : t('rotateTitle')}
        description={made ? undefined : t('rotateMeans')}
        closeLabel={t('close')}
      >
        <DialogBody>
          {made ? (
            <NewSecret made={made} publicUrl={publicUrl} tryKey={tryKey} />
          ) : (
            <>
              {leaked ? null : (
                <Field label={t('overlap')} note={t('overlapDays', { days })}>
                  {(field) => (
                    <input
                      {...field}
                      type="range"
                      min={0}
                      max={MAX_OVERLAP_DAYS}
                      value={days}
                      aria-valuetext={t('overlapDays', { days })}
                      onChange={(event) => setDays(Number(event.target.value))}
                      className="w-full accent-accent"
                    />
                  )}
                </Field>
              )}
              <div className="grid gap-2">
                <p className="text-sm font-medium">{t('narrow')}</p>
                <p className="text-xs text-ink-3">{t('narrowHint')}</p>
                <ScopeChoice scopes={scopes} chosen={kept} onChange={setKept} />
              </div>
              <RefusalNotice refusal={refusal} />
            </>
          )}
        </DialogBody>
        <DialogFoot>
          {made ? (
            <Button variant="primary" onClick={close}>
              {t('stored')}
            </Button>
          ) : (
            <>
              <Button onClick={close}>{t('cancel')}</Button>
              <Button variant="primary" pending={pending} disabled={kept.length === 0} onClick={rotate}>
                {t('rotateDo')}
              </Button>
            </>
          )}
        </DialogFoot>
      </Dialog>
    </>
  )
}
