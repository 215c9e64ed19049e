import { getTranslations } from 'next-intl/server'
import { type ReactNode, Suspense } from 'react'
import type { Dossier } from '#lib/console/read/dossier.ts'
import { getFormats } from '../format/formats.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { isMissing } from './failed-answer.tsx'
import { type SystemNumber, SystemTag } from './system-block.tsx'

type Figure = { value: string; note: string; known: boolean }

/** The one figure of each system that a decision begins with, as soon as that system has answered. */
export async function Glance({ dossier }: { dossier: Dossier }) {
  const t = await getTranslations('dossier')
  const cells = [
    { system: 1, label: t('glance.1'), figure: debtsFigure(dossier) },
    { system: 2, label: t('glance.2'), figure: scoreFigure(dossier) },
    { system: 3, label: t('glance.3'), figure: movementsFigure(dossier) },
  ] as const
  return (
    <div className="grid divide-y overflow-hidden rounded-lg border bg-surface sm:grid-cols-3 sm:divide-x sm:divide-y-0">
      {cells.map(({ system, label, figure }) => (
        <Cell key={system} system={system} tag={t('system', { number: system })} label={label}>
          <Suspense fallback={<Skeleton className="my-1.5 h-8 w-32" />}>
            <FigureLines figure={figure} />
          </Suspense>
        </Cell>
      ))}
    </div>
  )
}

type CellProps = { system: SystemNumber; tag: string; label: string; children: ReactNode }

function Cell({ system, tag, label, children }: CellProps) {
  return (
    <div data-system={system} className="px-4 py-3.5 sm:px-5">
      <p className="mb-1 flex items-center gap-2 text-xs text-ink-3">
        <SystemTag label={tag} />
        {label}
      </p>
      {children}
    </div>
  )
}

async function FigureLines({ figure }: { figure: Promise<Figure> }) {
  const { value, note, known } = await figure
  return (
    <>
      <p className={known ? 'text-2xl font-semibold tracking-tight' : 'text-lg font-medium text-ink-2'}>{value}</p>
      <p className="text-xs text-ink-2">{note}</p>
    </>
  )
}

async function debtsFigure({ debts }: Dossier): Promise<Figure> {
  const [t, format, access] = await Promise.all([getTranslations('dossier'), getFormats(), debts])
  if (access.kind === 'closed') return { value: t('glance.closed'), note: t('glance.closedNote'), known: false }
  const { answer } = access
  if (answer.kind !== 'found') return unknownFigure(answer)
  const { total, itens, proximo } = answer.file.dividas
  const note = proximo === null ? t('glance.debts', { count: itens.length }) : t('glance.debtsMany')
  return { value: format.money(total), note, known: true }
}

async function scoreFigure({ score }: Dossier): Promise<Figure> {
  const [t, answer] = await Promise.all([getTranslations('dossier'), score])
  if (answer.kind !== 'found') return unknownFigure(answer)
  const block = answer.file.score
  if (isMissing(block) || block.valor === null || block.faixa === null) {
    return { value: t('glance.noScore'), note: t('glance.noScoreNote'), known: false }
  }
  return { value: String(block.valor), note: t(`bands.${block.faixa}`), known: true }
}

async function movementsFigure({ movements }: Dossier): Promise<Figure> {
  const [t, format, answer] = await Promise.all([getTranslations('dossier'), getFormats(), movements])
  if (answer.kind !== 'found') return unknownFigure(answer)
  const block = answer.file.ultima_consulta_bureau
  if (isMissing(block)) return { value: t('glance.unknown'), note: t(`missing.${block.situacao}.short`), known: false }
  const note = block.em === null ? t('bureauNever') : t('glance.bureauLast', { at: format.instant(block.em) })
  return { value: t('glance.bureau', { count: block.consultas_90_dias }), note, known: true }
}

async function unknownFigure(answer: { kind: 'refused' | 'unavailable'; code: string | null }): Promise<Figure> {
  const t = await getTranslations('dossier')
  if (answer.code === 'pessoa_nao_encontrada') {
    return { value: t('glance.nobody'), note: t('glance.nobodyNote'), known: false }
  }
  const note = answer.kind === 'refused' ? t('glance.refusedNote') : t('glance.unavailableNote')
  return { value: t('glance.unknown'), note, known: false }
}
