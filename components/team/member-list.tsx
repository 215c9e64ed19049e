import { getTranslations } from 'next-intl/server'
import type { ListedMember } from '#lib/members/index.ts'
import { getFormats } from '../format/formats.ts'
import { Badge } from '../ui/badge.tsx'
import { type DataRow, DataTable } from '../ui/data-table.tsx'

export async function MemberList({ members }: { members: Promise<readonly ListedMember[]> }) {
  const t = await getTranslations('team')
  const roles = await getTranslations('roles')
  const format = await getFormats()
  const rows = (await members).map(({ id, name, email, role, status, createdAt }): DataRow => {
    const state = t(`memberStates.${status}`)
    return {
      id,
      cells: {
        name: { show: <span className="font-medium">{name}</span>, by: name },
        email: { show: email, by: email },
        role: { show: roles(role), by: roles(role) },
        status: { show: <Badge tone={status === 'active' ? 'success' : 'neutral'}>{state}</Badge>, by: state },
        since: { show: format.instant(createdAt), by: createdAt.getTime() },
      },
    }
  })
  const columns = [
    { id: 'name', label: t('name') },
    { id: 'email', label: t('email') },
    { id: 'role', label: t('role') },
    { id: 'status', label: t('state') },
    { id: 'since', label: t('since') },
  ]
  return <DataTable label={t('members')} columns={columns} rows={rows} initialSort={{ id: 'name', desc: false }} />
}
