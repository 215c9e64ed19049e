import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ServiceCalls } from '#components/services/service-calls.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { callSystem } from '#lib/console/actions/services.ts'
import { readDemoPeople } from '#lib/console/read/demo.ts'
import { readServiceState } from '#lib/console/read/service-state.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('services'))('title') }
}

export default async function ServicesPage() {
  await requireMember('perfil:administrar')
  const t = await getTranslations('services')
  const state = await readServiceState()
  const people = readDemoPeople()
  const suggestions = people
    ? (['plain', 'indebted', 'no_score'] as const).map((id) => ({ label: t(`people.${id}`), cpf: people[id] }))
    : []
  return (
    <PageFrame title={t('title')} description={t('description')}>
      <ClientWords sections={['services', 'errors']}>
        <ServiceCalls initial={state} callSystem={callSystem} suggestions={suggestions} />
      </ClientWords>
    </PageFrame>
  )
}
