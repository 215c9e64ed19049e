'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { Act } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { useToast } from '../ui/toast.tsx'
import { type GrantAsk, RequestGrantForm } from './request-grant-form.tsx'

export type SearchGrantCardProps = {
  purposes: readonly Purpose[]
  chosen: Purpose | null
  requestGrant: Act<GrantAsk, { id: string }>
}

/** Asking to search Base A, for whoever may ask; folded away, since most requests are about one person. */
export function SearchGrantCard({ purposes, chosen, requestGrant }: SearchGrantCardProps) {
  const t = useTranslations('grants')
  const words = useTranslations('purposes')
  const say = useToast()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [purpose, setPurpose] = useState(chosen ?? purposes[0] ?? null)
  const sent = useCallback(() => {
    setOpen(false)
    say(t('searchSent'))
    router.refresh()
  }, [say, t, router])
  return (
    <Card className="grid gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="text-base font-semibold">{t('search')}</h2>
          <p className="text-sm text-ink-2">{t('searchMeans')}</p>
        </div>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'searchFold' : 'searchAsk')}
        </Button>
      </div>
      {open ? (
        <>
          <div className="max-w-sm">
            <Field label={t('purpose')}>
              {(control) => (
                <Select
                  control={control}
                  value={purpose ?? ''}
                  onChange={(value) => setPurpose(purposes.find((known) => known === value) ?? purpose)}
                  options={purposes.map((value) => ({ value, label: words(`${value}.name`) }))}
                />
              )}
            </Field>
          </div>
          <RequestGrantForm person={null} purpose={purpose} requestGrant={requestGrant} onSent={sent} />
        </>
      ) : null}
    </Card>
  )
}
