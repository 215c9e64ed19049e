import clsx from 'clsx'
import { ShieldCheck } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { GrantOnWire } from '#lib/systems/debts/schemas.ts'
import { getFormats } from '../format/formats.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Cell, HeadCell, Row, Table } from '../ui/table.tsx'
import { approvalsNeeded } from './approvals.tsx'
import { GrantClock, type GrantClockProps } from './grant-clock.tsx'
import { GrantStatus } from './grant-status.tsx'

const WIDE_ONLY = 'max-sm:hidden'

export type GrantListProps = {
  grants: readonly GrantOnWire[]
  endGrant: GrantClockProps['endGrant']
  /** Read by whoever decides: others' grants, by who asked. Otherwise one's own, by their reason. */
  decides: boolean
}

/** Grants, newest first, each with its state; a live one counts down. */
export async function GrantList({ grants, endGrant, decides }: GrantListProps) {
  const t = await getTranslations('grants')
  const format = await getFormats()
  if (grants.length === 0) {
    const action = decides ? null : (
      <Button asChild>
        <Link href="/consultas" prefetch={false}>
          {t('goLookUp')}
        </Link>
      </Button>
    )
    return (
      <EmptyState icon={ShieldCheck} title={t('listEmpty')} action={action}>
        {decides ? null : t('listEmptyNext')}
      </EmptyState>
    )
  }
  return (
    <Table label={t('list')}>
      <thead>
        <tr>
          <HeadCell className={WIDE_ONLY}>{t('state')}</HeadCell>
          <HeadCell>{t('person')}</HeadCell>
          <HeadCell className={WIDE_ONLY}>{decides ? t('requester') : t('reason')}</HeadCell>
          <HeadCell className={WIDE_ONLY}>{t('asked')}</HeadCell>
          <HeadCell className={WIDE_ONLY}>{t('decidedBy')}</HeadCell>
          <HeadCell>{t('left')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <Row key={grant.id}>
            <Cell className={WIDE_ONLY}>
              <GrantStatus state={grant.situacao} />
            </Cell>
            <Cell className="py-1.5">
              <span className="whitespace-nowrap font-medium">
                {grant.escopo === 'busca' ? t('search') : (grant.cpf ?? t('people', { count: grant.cpfs.length }))}
              </span>
              <span className="grid justify-items-start gap-1 pt-0.5 sm:hidden">
                <GrantStatus state={grant.situacao} />
                <span className="line-clamp-2 text-xs text-ink-3">{decides ? grant.solicitante : grant.motivo}</span>
              </span>
            </Cell>
            <Cell className={clsx(WIDE_ONLY, 'max-w-72 py-1.5')}>
              <span className="line-clamp-2 text-ink-2">{decides ? grant.solicitante : grant.motivo}</span>
            </Cell>
            <Cell className={clsx(WIDE_ONLY, 'whitespace-nowrap text-ink-2')}>{format.instant(grant.criada_em)}</Cell>
            <Cell className={clsx(WIDE_ONLY, 'text-ink-2')}>
              {grant.aprovacoes.map(({ por }) => por).join(', ') || '–'}
            </Cell>
            <Cell>
              <GrantLeft grant={grant} endGrant={endGrant} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}

/** What a request that waits still lacks, where that is more than one person's word. */
async function Waiting({ grant }: { grant: GrantOnWire }) {
  const t = await getTranslations('grants')
  const missing = approvalsNeeded(grant) - grant.aprovacoes.length
  return <span className="text-ink-2">{t('approvalsMissing', { count: missing })}</span>
}

function GrantLeft({ grant, endGrant }: { grant: GrantOnWire; endGrant: GrantListProps['endGrant'] }) {
  if (grant.situacao === 'pendente') return <Waiting grant={grant} />
  if (grant.situacao !== 'aprovada') return <span className="text-ink-3">–</span>
  return (
    <span className="flex flex-wrap items-center gap-2 py-1.5">
      <GrantClock id={grant.id} expiresAt={grant.expira_em} usesLeft={grant.usos_restantes} endGrant={endGrant} />
    </span>
  )
}
