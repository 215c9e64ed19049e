'use client'

import { useTranslations } from 'next-intl'
import { SHAPES, type Shape } from '#lib/identifiers/recognize.ts'
import { Select } from '../ui/select.tsx'

export type ReadingChoiceProps = { value: Shape; onChange: (shape: Shape) => void }

/** What the box takes the text for, and the way to say that it is something else. */
export function ReadingChoice({ value, onChange }: ReadingChoiceProps) {
  const t = useTranslations('lookup')
  const choose = (text: string) => {
    const shape = SHAPES.find((known) => known === text)
    if (shape) onChange(shape)
  }
  return (
    <div className="flex items-center gap-2 text-sm">
      <label htmlFor="leitura" className="whitespace-nowrap text-ink-3">
        {t('readAs')}
      </label>
      <div className="w-48">
        <Select
          control={{ id: 'leitura' }}
          value={value}
          onChange={choose}
          options={SHAPES.map((shape) => ({ value: shape, label: t(`shapes.${shape}`) }))}
        />
      </div>
    </div>
  )
}
