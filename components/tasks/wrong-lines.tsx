'use client'

import { useTranslations } from 'next-intl'
import { Notice } from '../ui/notice.tsx'
import type { WrongLine } from './read-lines.ts'

const SHOWN = 8

/** Which lines have to be mended, by their numbers; of many, the first. */
export function WrongLines({ wrong }: { wrong: readonly WrongLine[] }) {
  const t = useTranslations('tasks')
  const errors = useTranslations('errors')
  if (wrong.length === 0) return null
  const more = wrong.length - SHOWN
  return (
    <Notice tone="warning" title={t('wrong', { count: wrong.length })} live>
      <ul>
        {wrong.slice(0, SHOWN).map((one) => (
          <li key={one.line}>
            {t('line', {
              line: one.line,
              what: 'code' in one ? errors(`codes.${one.code}`) : t('repeated', { first: one.first }),
            })}
          </li>
        ))}
        {more > 0 ? <li>{t('more', { count: more })}</li> : null}
      </ul>
    </Notice>
  )
}
