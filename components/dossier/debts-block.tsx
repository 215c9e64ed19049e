import { getTranslations } from 'next-intl/server'
import type { DebtsAccess } from '#lib/console/read/dossier.ts'
import type { DebtFile, GrantOnWire } from '#lib/systems/debts/schemas.ts'
import { getFormats } from '../format/formats.ts'
import type { Act } from '../forms/use-action.ts'
import { GrantClock } from '../grants/grant-clock.tsx'
import { type GrantAsk, RequestGrantForm } from '../grants/request-grant-form.tsx'
import { Badge } from '../ui/badge.tsx'
import { type DataRow, DataTable } from '../ui/data-table.tsx'
import { Notice } from '../ui/notice.tsx'
import { RetryButton } from '../ui/retry-button.tsx'
import { FailedAnswer } from './failed-answer.tsx'
import { SystemBlock } from './system-block.tsx'

export type DebtsBlockProps = {
  person: string
  access: Promise<DebtsAccess>
  requestGrant: Act<GrantAsk, { id: string }>
  endGrant: Act<{ id: string }, null>
}

/** Sistema 1: closed until somebody else has approved a grant; then every visible debt, for as long as it lasts. */
export async function DebtsBlock({ person, access, requestGrant, endGrant }: DebtsBlockProps) {
  const found = await access
  if (found.kind === 'unknown') {
    return (
      <SystemBlock system={1}>
        <FailedAnswer system={1} answer={found.answer} />
      </SystemBlock>
    )
  }
  if (found.kind === 'closed') {
    return <ClosedDebts person={person} pending={found.pending} requestGrant={requestGrant} />
  }
  const { grant, answer } = found
  const state = <GrantState grant={grant} endGrant={endGrant} />
  if (answer.kind === 'refused' && (answer.code === 'concessao_negada' || answer.code === 'concessao_ausente')) {
    return <ClosedDebts person={person} pending={null} requestGrant={requestGrant} />
  }
  if (answer.kind !== 'found') {
    return (
      <SystemBlock system={1} state={state}>
        <FailedAnswer system={1} answer={answer} />
      </SystemBlock>
    )
  }
  const { file, tookMs } = answer
  const provenance = { lastInquiry: file.ultima_consulta, updatedAt: file.atualizado_em, tookMs }
  return (
    <SystemBlock system={1} state={state} provenance={provenance}>
      <Debts block={file.dividas} />
    </SystemBlock>
  )
}

async function ClosedDebts({
  person,
  pending,
  requestGrant,
}: Pick<DebtsBlockProps, 'person' | 'requestGrant'> & { pending: GrantOnWire | null }) {
  const t = await getTranslations('dossier')
  const format = await getFormats()
  return (
    <SystemBlock system={1} state={<Badge>{t(pending ? 'grantPending' : 'grantNone')}</Badge>}>
      <div className="p-4 sm:p-5" data-print="never">
        {pending ? (
          <Notice
            title={t('grantPendingTitle', { at: format.instant(pending.criada_em) })}
            action={<RetryButton label={t('checkAgain')} />}
          >
            {t('grantPendingNext')}
          </Notice>
        ) : (
          <RequestGrantForm person={person} requestGrant={requestGrant} />
        )}
      </div>
    </SystemBlock>
  )
}

function GrantState({ grant, endGrant }: { grant: GrantOnWire; endGrant: DebtsBlockProps['endGrant'] }) {
  return <GrantClock id={grant.id} expiresAt={grant.expira_em} usesLeft={grant.usos_restantes} endGrant={endGrant} />
}

/** On a phone the creditor carries what has no column there. */
function Creditor({ name, phoneNote }: { name: string; phoneNote: string }) {
  return (
    <span className="block py-1.5">
      <span className="font-medium">{name}</span>
      <span className="block text-xs text-ink-3 sm:hidden">{phoneNote}</span>
    </span>
  )
}

async function Debts({ block }: { block: DebtFile['dividas'] }) {
  const t = await getTranslations('dossier')
  const words = await getTranslations()
  const format = await getFormats()
  if (block.itens.length === 0) {
    return <p className="px-4 py-6 text-sm text-ink-2 sm:px-5">{t('noDebts')}</p>
  }
  const rows = block.itens.map((debt, place): DataRow => {
    const modality = words(`modalities.${debt.modalidade}`)
    const status = words(`debtStatuses.${debt.situacao}`)
    return {
      id: String(place),
      cells: {
        creditor: {
          show: <Creditor name={debt.credor} phoneNote={`${modality} · ${format.day(debt.vencimento)}`} />,
          by: debt.credor,
        },
        modality: { show: modality, by: modality },
        status: {
          show: <Badge tone={debt.situacao === 'negativada' ? 'danger' : 'accent'}>{status}</Badge>,
          by: status,
        },
        created: { show: format.day(debt.criada_em), by: debt.criada_em },
        due: { show: format.day(debt.vencimento), by: debt.vencimento },
        amount: { show: format.money(debt.valor), by: Number(debt.valor) },
      },
    }
  })
  const columns = [
    { id: 'creditor', label: t('debt.creditor') },
    { id: 'modality', label: t('debt.modality'), wideOnly: true },
    { id: 'status', label: t('debt.status') },
    { id: 'created', label: t('debt.created'), wideOnly: true },
    { id: 'due', label: t('debt.due'), wideOnly: true },
    { id: 'amount', label: t('debt.amount'), numeric: true },
  ]
  return (
    <>
      <DataTable label={t('debtsTable')} columns={columns} rows={rows} initialSort={{ id: 'due', desc: true }} />
      <p className="flex justify-between gap-4 border-t px-4 py-2.5 text-sm font-semibold sm:px-5">
        <span>{t('debtsTotal', { count: rows.length })}</span>
        <span>{format.money(block.total)}</span>
      </p>
      {block.proximo === null ? null : (
        <p className="px-4 pb-3 text-xs text-ink-3 sm:px-5">{t('debtsMore', { count: rows.length })}</p>
      )}
    </>
  )
}
