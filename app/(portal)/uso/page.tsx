import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { Card } from '#components/ui/card.tsx'
import { ListSkeleton } from '#components/ui/list-skeleton.tsx'
import { ExportUsage } from '#components/usage/export-usage.tsx'
import { UsagePeriod } from '#components/usage/usage-period.tsx'
import { UsageOf } from '#components/usage/usage-view.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { exportUsage } from '#lib/console/actions/usage.ts'
import { usageDaysIn } from '#lib/console/read/usage.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

type UsagePageProps = { searchParams: Promise<{ dias?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('usage'))('title') }
}

export default async function UsagePage({ searchParams }: UsagePageProps) {
  const live = await requireMember('conta:ler')
  const t = await getTranslations('usage')
  const days = usageDaysIn((await searchParams).dias)
  return (
    <ClientWords sections={['usage', 'errors']}>
      <PageFrame
        title={t('title')}
        description={t('description', { institution: live.institution.name })}
        actions={
          <>
            <UsagePeriod days={days} />
            <ExportUsage days={days} exportUsage={exportUsage} />
          </>
        }
      >
        <Suspense
          key={days}
          fallback={
            <Card>
              <ListSkeleton />
            </Card>
          }
        >
          <UsageOf live={live} days={days} />
        </Suspense>
      </PageFrame>
    </ClientWords>
  )
}
