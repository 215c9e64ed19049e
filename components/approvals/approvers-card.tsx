import { getTranslations } from 'next-intl/server'
import type { LookUp } from '#lib/gateway/index.ts'
import type { ApproverList, ApproverOnWire } from '#lib/systems/debts/approver-schemas.ts'
import { getFormats } from '../format/formats.ts'
import { Badge } from '../ui/badge.tsx'
import { Card, CardHeader } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { RetryButton } from '../ui/retry-button.tsx'
import { ConfirmApprover, type ConfirmApproverProps } from './confirm-approver.tsx'
import type { EnrolmentActs } from './enrolment-dialog.tsx'
import { StartEnrolment } from './start-enrolment.tsx'

export type ApproversCardProps = EnrolmentActs & {
  answer: LookUp<ApproverList>
  email: string
  confirm: ConfirmApproverProps['confirm']
}

/** Who may approve, who asks to, and one's own password and phone. */
export async function ApproversCard({ answer, email, enrol, showCode, confirm }: ApproversCardProps) {
  const t = await getTranslations('approvals')
  if (answer.kind !== 'found') {
    return (
      <Notice tone="danger" title={t('failed')} action={<RetryButton label={t('refresh')} />}>
        {t('failedNext')}
      </Notice>
    )
  }
  const own = ownApprover(answer.file)
  const others = answer.file.itens.filter(({ situacao }) => situacao !== 'pede_codigo')
  return (
    <Card>
      <CardHeader
        title={t('title')}
        description={t(own ? 'ownActive' : 'ownNone')}
        actions={
          <StartEnrolment label={t(own ? 'change' : 'create')} email={email} enrol={enrol} showCode={showCode} />
        }
      />
      {others.length === 0 ? null : (
        <ul>
          {others.map((approver) => (
            <li
              key={approver.id}
              className="flex flex-wrap items-center justify-between gap-3 border-b px-4 py-3 last:border-b-0 sm:px-5"
            >
              <ApproverLine approver={approver} />
              {approver.situacao === 'aguarda' && !approver.proprio && own ? (
                <ConfirmApprover
                  id={approver.id}
                  member={approver.membro}
                  withCode={own.com_codigo}
                  confirm={confirm}
                />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** The reader's own enrolment in force, if there is one. */
export function ownApprover({ itens }: ApproverList): ApproverOnWire | null {
  return itens.find(({ proprio, situacao }) => proprio && situacao === 'ativo') ?? null
}

async function ApproverLine({ approver }: { approver: ApproverOnWire }) {
  const t = await getTranslations('approvals')
  const format = await getFormats()
  const active = approver.situacao === 'ativo'
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-2 text-sm font-medium wrap-anywhere">
        {approver.membro}
        <Badge tone={active ? 'success' : 'warning'}>{t(`states.${approver.situacao}`)}</Badge>
        {approver.com_codigo ? null : <Badge tone="neutral">{t('withoutPhone')}</Badge>}
      </p>
      <p className="text-xs text-ink-3">
        {approver.confirmado_em
          ? t('confirmedAt', { at: format.instant(approver.confirmado_em) })
          : t('askedAt', { at: format.instant(approver.pedido_em) })}
      </p>
      {active ? null : <p className="font-mono text-xs text-ink-3 wrap-anywhere">{approver.id}</p>}
    </div>
  )
}
