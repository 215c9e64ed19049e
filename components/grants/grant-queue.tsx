import { ShieldCheck } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { GrantQueueOnWire } from '#lib/systems/debts/approver-schemas.ts'
import { getFormats } from '../format/formats.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Facts } from '../ui/facts.tsx'
import { RetryButton } from '../ui/retry-button.tsx'
import { Approvals, approvalsNeeded } from './approvals.tsx'
import { DecideButtons, type DecideButtonsProps } from './decide-buttons.tsx'

type Waiting = GrantQueueOnWire['itens'][number]

export type GrantQueueProps = {
  waiting: readonly Waiting[]
  /** Who reads this: nobody agrees twice. */
  viewer: string
  /** What the reader's proof takes; null where they aren't an approver yet. */
  proof: { withCode: boolean } | null
} & Pick<DecideButtonsProps, 'approve' | 'refuse'>

/** What waits for a decision, each with everything that the decision needs, the oldest first. */
export async function GrantQueue({ waiting, ...decide }: GrantQueueProps) {
  const t = await getTranslations('grants')
  if (waiting.length === 0) {
    return (
      <Card>
        <EmptyState icon={ShieldCheck} title={t('queueEmpty')} action={<RetryButton label={t('refresh')} />}>
          {t('queueEmptyNext')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <ul className="grid gap-4">
      {waiting.map((one) => (
        <li key={one.concessao.id}>
          <QueuedGrant {...one} {...decide} />
        </li>
      ))}
    </ul>
  )
}

type QueuedGrantProps = Waiting & Omit<GrantQueueProps, 'waiting'>

async function QueuedGrant({ concessao: grant, historico, viewer, proof, approve, refuse }: QueuedGrantProps) {
  const t = await getTranslations('grants')
  const purposes = await getTranslations('purposes')
  const format = await getFormats()
  const search = grant.escopo === 'busca'
  const people = search ? t('search') : (grant.cpf ?? grant.cpfs.join(', '))
  const agreed = grant.aprovacoes.some(({ por }) => por === viewer)
  const items = [
    { label: t(search ? 'scope' : 'person'), value: people },
    { label: t('purpose'), value: purposes(`${grant.finalidade}.name`) },
    { label: t('relationship'), value: grant.relacao ?? t('none') },
    { label: t('would'), value: t('wouldLast', { minutes: grant.minutos, uses: grant.usos }) },
  ]
  return (
    <Card className="grid lg:grid-cols-[1fr_17rem]">
      <div className="grid content-start gap-4 p-4 sm:p-5">
        <div>
          <p className="flex flex-wrap items-center gap-2 text-base font-semibold">
            {grant.solicitante}
            {search ? <Badge tone="accent">{t('search')}</Badge> : null}
          </p>
          <p className="text-xs text-ink-3">{t('askedAt', { at: format.instant(grant.criada_em) })}</p>
        </div>
        <blockquote className="border-l-2 border-line-strong pl-3 text-base wrap-anywhere">{grant.motivo}</blockquote>
        <Facts items={items} className="sm:grid-cols-4" />
      </div>
      <div className="grid content-between gap-4 border-t p-4 sm:p-5 lg:border-t-0 lg:border-l">
        <div>
          <p className="mb-1.5 text-xs font-medium text-ink-3">{t('record')}</p>
          {/* This request is one of those asked. */}
          <p className="text-sm text-ink-2">{historico.pedidas <= 1 ? t('recordNone') : t('recordOf', historico)}</p>
        </div>
        {approvalsNeeded(grant) > 1 ? <Approvals grant={grant} /> : null}
        {agreed ? (
          <p className="text-sm text-ink-2">{t('agreedAlready')}</p>
        ) : proof === null ? (
          <p className="text-sm text-ink-2">{t('enrolFirst')}</p>
        ) : (
          <DecideButtons
            id={grant.id}
            about={t('decideAbout', { by: grant.solicitante, people, minutes: grant.minutos, uses: grant.usos })}
            withCode={proof.withCode}
            last={approvalsNeeded(grant) - grant.aprovacoes.length <= 1}
            approve={approve}
            refuse={refuse}
          />
        )}
      </div>
    </Card>
  )
}
