import { MailOpen } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { ListedInvitation } from '#lib/members/index.ts'
import { getFormats } from '../format/formats.ts'
import type { Act } from '../forms/use-action.ts'
import { Badge } from '../ui/badge.tsx'
import { ConfirmAction } from '../ui/confirm-action.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Cell, HeadCell, Row, Table } from '../ui/table.tsx'

export type InvitationListProps = {
  invitations: Promise<readonly ListedInvitation[]>
  revokeInvitation: Act<{ invitationId: string }, null>
}

export async function InvitationList({ invitations, revokeInvitation }: InvitationListProps) {
  const t = await getTranslations('team')
  const roles = await getTranslations('roles')
  const format = await getFormats()
  const rows = await invitations
  if (rows.length === 0) {
    return (
      <EmptyState icon={MailOpen} title={t('invitationsNone')}>
        {t('invitationsNoneNext')}
      </EmptyState>
    )
  }
  return (
    <Table label={t('invitations')}>
      <thead>
        <tr>
          <HeadCell>{t('email')}</HeadCell>
          <HeadCell>{t('role')}</HeadCell>
          <HeadCell>{t('state')}</HeadCell>
          <HeadCell>{t('expires')}</HeadCell>
          <HeadCell>
            <span className="sr-only">{t('actions')}</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, email, role, status, expiresAt }) => (
          <Row key={id}>
            <Cell className="font-medium">{email}</Cell>
            <Cell>{roles(role)}</Cell>
            <Cell>
              <Badge tone={status === 'pending' ? 'warning' : 'neutral'}>{t(`invitationStates.${status}`)}</Badge>
            </Cell>
            <Cell className="whitespace-nowrap text-ink-2">{format.instant(expiresAt)}</Cell>
            <Cell className="text-right">
              <ConfirmAction
                act={revokeInvitation}
                input={{ invitationId: id }}
                words={{
                  label: t('revoke'),
                  title: t('revokeTitle'),
                  meaning: t('revokeMeans', { email }),
                  confirm: t('revoke'),
                  cancel: t('keep'),
                  done: t('revoked'),
                }}
              />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
