import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { LookUpForm } from '#components/lookup/look-up-form.tsx'
import { RecentInquiries } from '#components/lookup/recent-inquiries.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { ListSkeleton } from '#components/ui/list-skeleton.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { requestGrant } from '#lib/console/actions/grants.ts'
import { lookUp } from '#lib/console/actions/look-up.ts'
import { openCandidate, openCard, search } from '#lib/console/actions/search.ts'
import { readInquiryContext } from '#lib/console/inquiry-context.ts'
import { readRecentInquiries } from '#lib/console/read/recent.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('lookup'))('title') }
}

export default async function LookUpPage() {
  const live = await requireMember('sistema3:consultar')
  const t = await getTranslations('lookup')
  const context = await readInquiryContext(live)
  return (
    <PageFrame title={t('title')} description={t('description')} width="narrow">
      <div className="grid gap-8">
        <ClientWords sections={['lookup', 'search', 'grants', 'purposes', 'errors']}>
          <LookUpForm
            purposes={live.actor.purposes}
            chosen={context?.purpose ?? null}
            lookUp={lookUp}
            openCard={openCard}
            search={search}
            openCandidate={openCandidate}
            requestGrant={requestGrant}
          />
        </ClientWords>
        <Suspense fallback={<ListSkeleton />}>
          <RecentInquiries inquiries={readRecentInquiries(live)} />
        </Suspense>
      </div>
    </PageFrame>
  )
}
