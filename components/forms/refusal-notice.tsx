'use client'

import { useTranslations } from 'next-intl'
import type { ActionRefusal } from '#lib/console/actions/action-result.ts'
import { waitOf } from '../format/wait.ts'
import { Notice } from '../ui/notice.tsx'

/** Why something that was asked didn't happen, in words, with the number to quote to whoever can help. */
export function RefusalNotice({ refusal }: { refusal: ActionRefusal | null }) {
  const t = useTranslations('errors')
  if (!refusal) return null
  const { code, retryAfterSeconds, requestId } = refusal
  return (
    <Notice tone="danger" live>
      <p>
        {t(`codes.${code}`)} {retryAfterSeconds === null ? '' : t('wait', waitOf(retryAfterSeconds))}
      </p>
      {requestId ? <p className="mt-1 font-mono text-xs">{requestId}</p> : null}
    </Notice>
  )
}
