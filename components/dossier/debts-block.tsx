import { getTranslations } from 'next-intl/server'
import { debtPageOf } from '#lib/console/read/debt-rows.ts'
import type { DebtsAccess } from '#lib/console/read/dossier.ts'
import type { DebtFile, GrantOnWire } from '#lib/systems/debts/schemas.ts'
import { getFormats } from '../format/formats.ts'
import type { Act } from '../forms/use-action.ts'
import { GrantClock } from '../grants/grant-clock.tsx'
import { type GrantAsk, RequestGrantForm } from '../grants/request-grant-form.tsx'
import { Badge } from '../ui/badge.tsx'
import { Notice } from '../ui/notice.tsx'
import { RetryButton } from '../ui/retry-button.tsx'
import { DebtTable } from './debt-table.tsx'
import { type DebtActions, DebtsExplorer } from './debts-explorer.tsx'
import { FailedAnswer } from './failed-answer.tsx'
import { SystemBlock } from './system-block.tsx'

export type DebtsBlockProps = {
  person: string
  access: Promise<DebtsAccess>
  requestGrant: Act<GrantAsk, { id: string }>
  endGrant: Act<{ id: string }, null>
} & DebtActions

/** Sistema 1: closed until somebody else has approved a grant; then every visible debt, for as long as it lasts. */
export async function DebtsBlock({ person, access, requestGrant, endGrant, ...actions }: DebtsBlockProps) {
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
      <Debts person={person} block={file.dividas} {...actions} />
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

async function Debts({ person, block, ...actions }: { person: string; block: DebtFile['dividas'] } & DebtActions) {
  const first = await debtPageOf(block)
  // Nothing to filter, to page through or to take along.
  if (first.rows.length === 0) return <DebtTable page={first} asListed={false} filtered={false} />
  return <DebtsExplorer person={person} first={first} {...actions} />
}
