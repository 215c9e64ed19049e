import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DossierView } from '#components/dossier/dossier-view.tsx'
import { PurposeGate } from '#components/dossier/purpose-gate.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { exportDebts, exportMovements, listDebts, listMovements } from '#lib/console/actions/dossier.ts'
import { endGrant, requestGrant } from '#lib/console/actions/grants.ts'
import { choosePurpose } from '#lib/console/actions/look-up.ts'
import { readInquiryContext } from '#lib/console/inquiry-context.ts'
import { openDossier, requirePerson } from '#lib/console/read/dossier.ts'
import { requireMember } from '#lib/console/session/current-member.ts'
import { maskCpf } from '#lib/identifiers/cpf.ts'

type Props = { params: Promise<{ pessoa: string }> }

export async function generateMetadata(): Promise<Metadata> {
  // Never the person: titles stay in the browser's history.
  return { title: (await getTranslations('dossier'))('title') }
}

export default async function DossierPage({ params }: Props) {
  const live = await requireMember('sistema3:consultar')
  const { pessoa } = await params
  const cpf = await requirePerson(live, pessoa)
  const context = await readInquiryContext(live, pessoa)
  if (!context) {
    const t = await getTranslations('dossier')
    return (
      <PageFrame title={maskCpf(cpf)} description={t('gate')} width="narrow">
        <ClientWords sections={['lookup', 'purposes', 'dossier', 'errors']}>
          <PurposeGate person={pessoa} purposes={live.actor.purposes} choosePurpose={choosePurpose} />
        </ClientWords>
      </PageFrame>
    )
  }
  const dossier = await openDossier(live, pessoa, cpf, context)
  return (
    <DossierView
      dossier={dossier}
      requestGrant={requestGrant}
      endGrant={endGrant}
      listDebts={listDebts}
      exportDebts={exportDebts}
      listMovements={listMovements}
      exportMovements={exportMovements}
    />
  )
}
