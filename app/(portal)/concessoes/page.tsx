import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { GrantsSkeleton, GrantsView } from '#components/grants/grants-view.tsx'
import { SearchGrantCard } from '#components/grants/search-grant-card.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { confirmApprover, enrolApprover, showApproverCode } from '#lib/console/actions/approvers.ts'
import { approveGrant, endAnyGrant, endGrant, refuseGrant, requestGrant } from '#lib/console/actions/grants.ts'
import { readInquiryContext } from '#lib/console/inquiry-context.ts'
import { readApprovers, readGrants, readQueue } from '#lib/console/read/grants.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('grants'))('title') }
}

export default async function GrantsPage() {
  const live = await requireMember()
  const { permissions } = live.actor
  const mayDecide = permissions.has('concessoes:aprovar')
  if (!mayDecide && !permissions.has('concessoes:solicitar')) forbidden()
  const t = await getTranslations('grants')
  const context = await readInquiryContext(live)
  return (
    <PageFrame title={t('title')} description={t(mayDecide ? 'descriptionDecide' : 'descriptionAsk')}>
      <div className="grid grid-cols-1 gap-4">
        {permissions.has('concessoes:solicitar') ? (
          <ClientWords sections={['grants', 'purposes', 'errors']}>
            <SearchGrantCard
              purposes={live.actor.purposes}
              chosen={context?.purpose ?? null}
              requestGrant={requestGrant}
            />
          </ClientWords>
        ) : null}
        <Suspense fallback={<GrantsSkeleton />}>
          <GrantsView
            answer={readGrants(live)}
            decide={
              mayDecide
                ? {
                    queue: readQueue(live),
                    approvers: readApprovers(live),
                    approve: approveGrant,
                    refuse: refuseGrant,
                    enrol: enrolApprover,
                    showCode: showApproverCode,
                    confirm: confirmApprover,
                  }
                : null
            }
            viewer={live.member.email}
            endGrant={mayDecide ? endAnyGrant : endGrant}
          />
        </Suspense>
      </div>
    </PageFrame>
  )
}
