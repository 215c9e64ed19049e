import { SearchX } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { LookUp } from '#lib/gateway/index.ts'
import { waitOf } from '../format/wait.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Notice } from '../ui/notice.tsx'
import { RetryButton } from '../ui/retry-button.tsx'
import type { SystemNumber } from './system-block.tsx'

type Failed = Exclude<LookUp<unknown>, { kind: 'found' }>

/**
 * A system that gave no file, in words that nobody can take for "nothing there": what couldn't be had, what it doesn't
 * mean, and what to do next.
 */
export async function FailedAnswer({ system, answer }: { system: SystemNumber; answer: Failed }) {
  const t = await getTranslations('dossier')
  const errors = await getTranslations('errors')
  if (answer.kind === 'refused' && answer.code === 'pessoa_nao_encontrada') {
    return (
      <EmptyState icon={SearchX} title={t(`nobody.${system}`)}>
        {t('nobodyMeans')}
      </EmptyState>
    )
  }
  const refused = answer.kind === 'refused'
  const wait = answer.retryAfterSeconds
  return (
    <div className="p-4 sm:p-5">
      <Notice
        tone={refused ? 'warning' : 'danger'}
        title={t(`failed.${system}.title`)}
        action={refused && wait === null ? null : <RetryButton label={t('retry')} />}
      >
        <p>{refused ? errors(`codes.${answer.code}`) : t(`failed.${system}.means`)}</p>
        {wait === null ? null : <p>{errors('wait', waitOf(wait))}</p>}
      </Notice>
    </div>
  )
}

export type MissingBlock = { situacao: 'indisponivel' | 'negado' | 'nao_autorizado' }

const MISSING_TONES = { indisponivel: 'danger', negado: 'warning', nao_autorizado: 'info' } as const

/** One block inside a file that could not be had, and why. */
export async function MissingPart({ block }: { block: MissingBlock }) {
  const t = await getTranslations('dossier')
  return (
    <Notice tone={MISSING_TONES[block.situacao]} title={t(`missing.${block.situacao}.title`)}>
      {t(`missing.${block.situacao}.means`)}
    </Notice>
  )
}

/** Whether a block of a file is only a reason for its absence. */
export function isMissing<Block extends object>(block: Block | MissingBlock): block is MissingBlock {
  return 'situacao' in block && ['indisponivel', 'negado', 'nao_autorizado'].includes(String(block.situacao))
}
