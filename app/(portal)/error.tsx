'use client'

import { useTranslations } from 'next-intl'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'

type Props = { error: Error & { digest?: string }; reset: () => void }

/** Something failed that no page has words for: what it means for one's work, and the number to quote. */
export default function PortalError({ error, reset }: Props) {
  const t = useTranslations('errors')
  return (
    <PageFrame title={t('pageTitle')} width="narrow">
      <Notice
        tone="danger"
        title={t('pageFailed')}
        action={
          <Button size="sm" onClick={reset}>
            {t('retry')}
          </Button>
        }
      >
        <p>{t('pageNext')}</p>
        {error.digest ? <p className="mt-1 font-mono text-xs">{error.digest}</p> : null}
      </Notice>
    </PageFrame>
  )
}
