import { Search, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import type { Dossier } from '#lib/console/read/dossier.ts'
import { getFormats } from '../format/formats.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { PrintButton } from '../ui/print-button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { isMissing } from './failed-answer.tsx'

/** Who the dossier is about, as far as they may be shown, and under which inquiry it was opened. */
export async function DossierHead({ dossier }: { dossier: Dossier }) {
  const t = await getTranslations('dossier')
  const purposes = await getTranslations('purposes')
  const format = await getFormats()
  const { masked, requestId, context, askedAt } = dossier
  return (
    <header className="mb-5 grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight">
            <Suspense fallback={<Skeleton className="my-1 h-5 w-56" />}>
              <Name dossier={dossier} />
            </Suspense>
          </h1>
          <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-base text-ink-2">
            <span>{t('cpf', { cpf: masked })}</span>
            <Suspense>
              <Whereabouts dossier={dossier} />
            </Suspense>
          </p>
        </div>
        <div className="flex gap-2" data-print="never">
          <PrintButton label={t('print')} />
          <Button asChild variant="primary">
            <Link href="/consultas" prefetch={false}>
              <Search aria-hidden />
              {t('another')}
            </Link>
          </Button>
        </div>
      </div>
      <dl className="flex flex-wrap items-center gap-x-6 gap-y-1.5 text-sm [&_dt]:text-ink-3">
        <div className="flex gap-1.5">
          <dt>{t('purpose')}</dt>
          <dd className="font-medium">{purposes(`${context.purpose}.name`)}</dd>
        </div>
        {context.relationship ? (
          <div className="flex gap-1.5">
            <dt>{t('relationship')}</dt>
            <dd className="font-medium">{context.relationship}</dd>
          </div>
        ) : null}
        <div className="flex gap-1.5">
          <dt>{t('askedAt')}</dt>
          <dd>{format.instant(askedAt)}</dd>
        </div>
        <div className="flex items-center gap-1.5">
          <dt>{t('inquiry')}</dt>
          <dd className="flex items-center gap-1 font-mono text-xs">
            {requestId}
            <CopyButton text={requestId} label={t('copyInquiry')} doneLabel={t('copied')} />
          </dd>
        </div>
      </dl>
    </header>
  )
}

async function Name({ dossier }: { dossier: Dossier }) {
  const [t, score, debts] = await Promise.all([getTranslations('dossier'), dossier.score, dossier.debts])
  if (score.kind === 'found') return score.file.nome
  if (debts.kind === 'opened' && debts.answer.kind === 'found') return debts.answer.file.nome
  return t('namelessPerson')
}

async function Whereabouts({ dossier }: { dossier: Dossier }) {
  const [t, score] = await Promise.all([getTranslations('dossier'), dossier.score])
  if (score.kind !== 'found') return null
  const { idade, endereco, alertas } = score.file
  return (
    <>
      <span>{t('years', { count: idade })}</span>
      {isMissing(endereco) ? null : (
        <span>
          {endereco.cidade}, {endereco.uf}
        </span>
      )}
      {alertas.length > 0 ? (
        <Badge tone="danger">
          <TriangleAlert aria-hidden />
          {t('fraudAlert')}
        </Badge>
      ) : null}
    </>
  )
}
