'use client'

import { useTranslations } from 'next-intl'
import type { Act } from '../forms/use-action.ts'
import { type GrantAsk, RequestGrantForm } from '../grants/request-grant-form.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

export type SearchClosedProps = {
  /** A request that waits, and who has approved it so far; null where nothing was asked for. */
  pending: { approvedBy: readonly string[] } | null
  requestGrant: Act<GrantAsk, { id: string }>
  onAgain: () => void
}

/** sistema1 is searched under a grant of its own, which takes two people's approval: how far that has come. */
export function SearchClosed({ pending, requestGrant, onAgain }: SearchClosedProps) {
  const t = useTranslations('grants')
  const [first] = pending?.approvedBy ?? []
  return (
    <div className="p-4 sm:p-5">
      {pending ? (
        <Notice
          title={t('searchPending')}
          action={
            <Button size="sm" onClick={onAgain}>
              {t('check')}
            </Button>
          }
        >
          {first ? t('searchApprovedOnce', { by: first }) : t('searchApprovedNever')}
        </Notice>
      ) : (
        <RequestGrantForm person={null} requestGrant={requestGrant} onSent={onAgain} />
      )}
    </div>
  )
}
