import { getTranslations } from 'next-intl/server'
import type { ListedMember } from '#lib/members/index.ts'
import { getFormats } from '../format/formats.ts'
import { Badge } from '../ui/badge.tsx'
import { type DataRow, DataTable } from '../ui/data-table.tsx'
import { ManageMember, type ManageMemberProps } from './manage-member.tsx'

export type MemberListProps = {
  members: Promise<readonly ListedMember[]>
  /** Who is looking: nobody manages themselves. */
  self: string
  actions: ManageMemberProps['actions']
}

export async function MemberList({ members, self, actions }: MemberListProps) {
  const t = await getTranslations('team')
  const roles = await getTranslations('roles')
  const format = await getFormats()
  const rows = (await members).map((member): DataRow => {
    const { id, name, email, role, status, createdAt, liveSessions, lastSeenAt, secondFactorSince } = member
    const factor = t(secondFactorSince ? 'secondFactorOn' : 'secondFactorOff')
    const state = t(`memberStates.${status}`)
    return {
      id,
      cells: {
        name: { show: <span className="font-medium">{name}</span>, by: name },
        email: { show: email, by: email },
        role: { show: roles(role), by: roles(role) },
        status: { show: <Badge tone={status === 'active' ? 'success' : 'neutral'}>{state}</Badge>, by: state },
        factor: { show: factor, by: factor },
        sessions: {
          show: lastSeenAt ? t('sessionsLive', { count: liveSessions, at: format.instant(lastSeenAt) }) : '–',
          by: liveSessions,
        },
        since: { show: format.day(createdAt.toISOString()), by: createdAt.getTime() },
        manage: {
          show:
            id === self || role === 'operator' ? null : (
              <ManageMember
                member={{ id, name, email, role, status, liveSessions, hasSecondFactor: secondFactorSince !== null }}
                actions={actions}
              />
            ),
          by: null,
        },
      },
    }
  })
  const columns = [
    { id: 'name', label: t('name') },
    { id: 'email', label: t('email') },
    { id: 'role', label: t('role') },
    { id: 'status', label: t('state') },
    { id: 'factor', label: t('secondFactor'), wideOnly: true },
    { id: 'sessions', label: t('sessions'), wideOnly: true },
    { id: 'since', label: t('since'), wideOnly: true },
    { id: 'manage', label: t('actions'), sortable: false, numeric: true },
  ]
  return <DataTable label={t('members')} columns={columns} rows={rows} initialSort={{ id: 'name', desc: false }} />
}
