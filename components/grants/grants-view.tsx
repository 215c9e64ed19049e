import { getTranslations } from 'next-intl/server'
import type { LookUp } from '#lib/gateway/index.ts'
import type { GrantPage } from '#lib/systems/debts/schemas.ts'
import { Card, CardHeader } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { RetryButton } from '../ui/retry-button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ClientWords } from '../words/client-words.tsx'
import type { DecideButtonsProps } from './decide-buttons.tsx'
import type { GrantClockProps } from './grant-clock.tsx'
import { GrantList } from './grant-list.tsx'
import { GrantQueue } from './grant-queue.tsx'
import { requesterRecord } from './requester-record.ts'

export type GrantsViewProps = {
  answer: Promise<LookUp<GrantPage>>
  decide: Pick<DecideButtonsProps, 'approve' | 'refuse'> | null
  /** Who reads this. */
  viewer: string
  endGrant: GrantClockProps['endGrant']
}

/** For whoever decides: the queue, and what was decided. For whoever asks: one's own requests. */
export async function GrantsView({ answer, decide, viewer, endGrant }: GrantsViewProps) {
  const t = await getTranslations('grants')
  const found = await answer
  if (found.kind !== 'found') {
    return (
      <Notice tone="danger" title={t('failedTitle')} action={<RetryButton label={t('refresh')} />}>
        {t('failed')}
      </Notice>
    )
  }
  const grants = found.file.itens
  if (!decide) {
    return (
      <ClientWords sections={['grants', 'errors']}>
        <Card>
          <GrantList grants={grants} endGrant={endGrant} />
        </Card>
      </ClientWords>
    )
  }
  const waiting = grants
    .filter(({ situacao }) => situacao === 'pendente')
    .toReversed()
    .map((grant) => ({ grant, record: requesterRecord(grants, grant) }))
  return (
    <ClientWords sections={['grants', 'errors']}>
      <div className="grid gap-8">
        <section aria-labelledby="fila">
          <h2 id="fila" className="mb-3 text-base font-semibold">
            {t('queue', { count: waiting.length })}
          </h2>
          <GrantQueue waiting={waiting} viewer={viewer} {...decide} />
        </section>
        <Card>
          <CardHeader title={t('decided')} />
          <GrantList grants={grants.filter(({ situacao }) => situacao !== 'pendente')} endGrant={null} />
        </Card>
      </div>
    </ClientWords>
  )
}

export function GrantsSkeleton() {
  return (
    <div aria-busy className="grid gap-3 rounded-lg border bg-surface p-5">
      <Skeleton className="h-5 w-48" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-5/6" />
      <Skeleton className="h-4 w-2/3" />
    </div>
  )
}
