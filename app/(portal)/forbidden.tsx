import { Lock } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

export default async function Forbidden() {
  const t = await getTranslations('messages')
  return (
    <PageFrame title={t('forbidden.title')} width="narrow">
      <Card>
        <EmptyState
          icon={Lock}
          title={t('forbidden.here')}
          action={
            <Button asChild>
              <Link href="/minha-conta" prefetch={false}>
                {t('account')}
              </Link>
            </Button>
          }
        >
          {t('forbidden.text')}
        </EmptyState>
      </Card>
    </PageFrame>
  )
}
