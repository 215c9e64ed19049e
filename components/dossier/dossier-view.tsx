import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import type { Dossier } from '#lib/console/read/dossier.ts'
import { ClientWords } from '../words/client-words.tsx'
import { DebtsBlock, type DebtsBlockProps } from './debts-block.tsx'
import { DossierHead } from './dossier-head.tsx'
import { Glance } from './glance.tsx'
import type { MovementActions } from './movement-timeline.tsx'
import { MovementsBlock } from './movements-block.tsx'
import { ScoreBlock } from './score-block.tsx'
import { SystemBlockSkeleton } from './system-block.tsx'

export type DossierViewProps = { dossier: Dossier } & Omit<DebtsBlockProps, 'person' | 'access'> & MovementActions

/** What three systems know of one person. Each block arrives when its system does; none waits for another. */
export async function DossierView({ dossier, listMovements, exportMovements, ...debtActions }: DossierViewProps) {
  const t = await getTranslations('dossier')
  return (
    <div className="mx-auto max-w-6xl px-4 pt-5 pb-16 sm:px-8 print:max-w-none print:p-0">
      <Link
        href="/consultas"
        prefetch={false}
        data-print="never"
        className="mb-4 inline-flex items-center gap-1.5 rounded-sm text-sm text-ink-2 hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t('back')}
      </Link>
      <DossierHead dossier={dossier} />
      <div className="grid gap-4">
        <Glance dossier={dossier} />
        <ClientWords sections={['grants', 'debts', 'debtStatuses', 'errors']}>
          <Suspense fallback={<SystemBlockSkeleton system={1} />}>
            <DebtsBlock person={dossier.person} access={dossier.debts} {...debtActions} />
          </Suspense>
        </ClientWords>
        <div className="grid items-start gap-4 lg:grid-cols-2 print:grid-cols-1">
          <Suspense fallback={<SystemBlockSkeleton system={2} />}>
            <ScoreBlock answer={dossier.score} />
          </Suspense>
          <Suspense fallback={<SystemBlockSkeleton system={3} />}>
            <MovementsBlock
              person={dossier.person}
              answer={dossier.movements}
              listMovements={listMovements}
              exportMovements={exportMovements}
            />
          </Suspense>
        </div>
      </div>
    </div>
  )
}
