import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { GrantsSkeleton, GrantsView } from '#components/grants/grants-view.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { approveGrant, endGrant, refuseGrant } from '#lib/console/actions/grants.ts'
import { readGrants } from '#lib/console/read/grants.ts'
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
  return (
    <PageFrame title={t('title')} description={t(mayDecide ? 'descriptionDecide' : 'descriptionAsk')}>
      <Suspense fallback={<GrantsSkeleton />}>
        <GrantsView
          answer={readGrants(live)}
          decide={mayDecide ? { approve: approveGrant, refuse: refuseGrant } : null}
          endGrant={endGrant}
        />
      </Suspense>
    </PageFrame>
  )
}
