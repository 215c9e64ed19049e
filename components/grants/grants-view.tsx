import { getTranslations } from 'next-intl/server'
import type { LookUp } from '#lib/gateway/index.ts'
import type { ApproverList, GrantQueueOnWire } from '#lib/systems/debts/approver-schemas.ts'
import type { GrantPage } from '#lib/systems/debts/schemas.ts'
import { ApproversCard, ownApprover } from '../approvals/approvers-card.tsx'
import type { ConfirmApproverProps } from '../approvals/confirm-approver.tsx'
import type { EnrolmentActs } from '../approvals/enrolment-dialog.tsx'
import { Card, CardHeader } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { RetryButton } from '../ui/retry-button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ClientWords } from '../words/client-words.tsx'
import type { DecideButtonsProps } from './decide-buttons.tsx'
import type { GrantClockProps } from './grant-clock.tsx'
import { GrantList } from './grant-list.tsx'
import { GrantQueue } from './grant-queue.tsx'

type Decide = Pick<DecideButtonsProps, 'approve' | 'refuse'> &
  EnrolmentActs & {
    queue: Promise<LookUp<GrantQueueOnWire>>
    approvers: Promise<LookUp<ApproverList>>
    confirm: ConfirmApproverProps['confirm']
  }

export type GrantsViewProps = {
  answer: Promise<LookUp<GrantPage>>
  decide: Decide | null
  /** Who reads this. */
  viewer: string
  endGrant: GrantClockProps['endGrant']
}

/** For whoever decides: the queue, what was decided, and who decides. For whoever asks: one's own requests. */
export async function GrantsView({ answer, decide, viewer, endGrant }: GrantsViewProps) {
  const t = await getTranslations('grants')
  const found = await answer
  const queue = await decide?.queue
  if (found.kind !== 'found' || (queue && queue.kind !== 'found')) {
    return (
      <Notice tone="danger" title={t('failedTitle')} action={<RetryButton label={t('refresh')} />}>
        {t('failed')}
      </Notice>
    )
  }
  const grants = found.file.itens
  if (!decide || !queue) {
    return (
      <ClientWords sections={['grants', 'errors']}>
        <Card>
          <GrantList grants={grants} endGrant={endGrant} decides={false} />
        </Card>
      </ClientWords>
    )
  }
  const waiting = queue.file.itens
  const approvers = await decide.approvers
  const own = approvers.kind === 'found' ? ownApprover(approvers.file) : null
  return (
    <ClientWords sections={['grants', 'approvals', 'password', 'errors']}>
      <div className="grid gap-8">
        <section aria-labelledby="fila">
          <h2 id="fila" className="mb-3 text-base font-semibold">
            {t('queue', { count: waiting.length })}
          </h2>
          <GrantQueue
            waiting={waiting}
            viewer={viewer}
            proof={own && { withCode: own.com_codigo }}
            approve={decide.approve}
            refuse={decide.refuse}
          />
        </section>
        <Card>
          <CardHeader title={t('decided')} />
          <GrantList grants={grants.filter(({ situacao }) => situacao !== 'pendente')} endGrant={endGrant} decides />
        </Card>
        <ApproversCard
          answer={approvers}
          email={viewer}
          enrol={decide.enrol}
          showCode={decide.showCode}
          confirm={decide.confirm}
        />
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
