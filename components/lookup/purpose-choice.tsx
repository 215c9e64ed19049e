'use client'

import clsx from 'clsx'
import { useTranslations } from 'next-intl'
import type { Purpose } from '#lib/kernel/actor.ts'

export type PurposeChoiceProps = {
  purposes: readonly Purpose[]
  value: Purpose | null
  onChoose: (purpose: Purpose) => void
  error: boolean
}

/** Why one looks up. Chosen once, always in sight, recorded with every inquiry. */
export function PurposeChoice({ purposes, value, onChoose, error }: PurposeChoiceProps) {
  const t = useTranslations('lookup')
  const words = useTranslations('purposes')
  return (
    <fieldset className="grid gap-1.5" aria-describedby="finalidade-ajuda">
      <legend className="mb-1.5 text-sm font-medium">{t('purpose')}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {purposes.map((purpose) => (
          <label
            key={purpose}
            className={clsx(
              'relative flex cursor-pointer items-start gap-2.5 rounded-md border bg-surface px-3 py-2 hover:border-line-strong',
              'has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent',
              error && 'border-danger',
            )}
          >
            <input
              type="radio"
              name="finalidade"
              value={purpose}
              checked={value === purpose}
              onChange={() => onChoose(purpose)}
              className="mt-1 size-3.5 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span className="block text-sm font-medium">{words(`${purpose}.name`)}</span>
              <span className="block text-xs text-ink-2">{words(`${purpose}.meaning`)}</span>
            </span>
          </label>
        ))}
      </div>
      <p id="finalidade-ajuda" className={clsx('text-xs', error ? 'text-danger-ink' : 'text-ink-3')}>
        {error ? t('purposeMissing') : t('purposeHint')}
      </p>
    </fieldset>
  )
}
