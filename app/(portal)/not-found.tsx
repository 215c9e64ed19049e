import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

/** The same words for what never was, what is gone, and what belongs to somebody else. */
export default async function PortalNotFound() {
  const t = await getTranslations('messages')
  return (
    <PageFrame title={t('notFound.title')} width="narrow">
      <Card>
        <EmptyState
          icon={SearchX}
          title={t('notFound.here')}
          action={
            <Button asChild>
              <Link href="/consultas" prefetch={false}>
                {t('lookUp')}
              </Link>
            </Button>
          }
        >
          {t('notFound.text')}
        </EmptyState>
      </Card>
    </PageFrame>
  )
}
