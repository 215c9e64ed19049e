import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { BreakerBoard } from '#components/services/breaker-board.tsx'
import { ServiceCalls } from '#components/services/service-calls.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { callSystem } from '#lib/console/actions/services.ts'
import { readBreakers } from '#lib/console/read/breakers.ts'
import { readDemoPeople } from '#lib/console/read/demo.ts'
import { readServiceState } from '#lib/console/read/service-state.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('services'))('title') }
}

export default async function ServicesPage() {
  await requireMember('perfil:administrar')
  const t = await getTranslations('services')
  const [state, breakers] = await Promise.all([readServiceState(), readBreakers()])
  const people = readDemoPeople()
  const suggestions = people
    ? (['plain', 'indebted', 'no_score'] as const).map((id) => ({ label: t(`people.${id}`), cpf: people[id] }))
    : []
  return (
    <PageFrame title={t('title')} description={t('description')}>
      <ClientWords sections={['services', 'errors']}>
        <div className="grid gap-6">
          <ServiceCalls initial={state} callSystem={callSystem} suggestions={suggestions} />
          <BreakerBoard initial={breakers} />
        </div>
      </ClientWords>
    </PageFrame>
  )
}
