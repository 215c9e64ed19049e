import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { ShownKey } from '#lib/console/read/keys.ts'
import { getFormats } from '../format/formats.ts'
import { KeyList, type KeyListRow } from './key-list.tsx'
import { KeyStatusBadge } from './key-status.tsx'
import { ScopeChips } from './scope-chips.tsx'

export async function KeyTable({ keys }: { keys: readonly ShownKey[] }) {
  const t = await getTranslations('keys')
  const format = await getFormats()
  const rows = keys.map(({ key, status }): KeyListRow => {
    const { id, name, scopes, tier, environment, expiresAt, createdAt, lastUsedAt, secrets } = key
    const state = t(`states.${status}`)
    return {
      over: status === 'revogada' || status === 'expirada',
      words: [name, id, ...scopes].join(' '),
      row: {
        id,
        cells: {
          name: {
            show: (
              <div className="grid min-w-40 py-1.5">
                <Link href={`/chaves/${id}`} className="font-medium text-accent-ink hover:underline">
                  {name}
                </Link>
                <span className="font-mono text-xs text-ink-3">{id.slice(0, 14)}…</span>
              </div>
            ),
            by: name,
          },
          last4: { show: <span className="font-mono">{secrets[0]?.last4 ?? '—'}</span>, by: secrets[0]?.last4 ?? null },
          scopes: { show: <ScopeChips scopes={scopes} most={3} />, by: scopes.length },
          tier: { show: t(`tiers.${tier}`), by: t(`tiers.${tier}`) },
          environment: { show: t(`environments.${environment}`), by: environment },
          state: { show: <KeyStatusBadge status={status} />, by: state },
          expires: {
            show: expiresAt ? format.instant(expiresAt) : t('never'),
            by: expiresAt?.getTime() ?? null,
          },
          used: {
            show: lastUsedAt ? format.instant(lastUsedAt) : t('neverUsed'),
            by: lastUsedAt?.getTime() ?? null,
          },
          created: {
            show: format.instant(createdAt),
            by: createdAt.getTime(),
          },
        },
      },
    }
  })
  const columns = [
    { id: 'name', label: t('name') },
    { id: 'state', label: t('state') },
    { id: 'last4', label: t('last4') },
    { id: 'scopes', label: t('scopes'), wideOnly: true },
    { id: 'tier', label: t('tier') },
    { id: 'environment', label: t('environment'), wideOnly: true },
    { id: 'used', label: t('lastUsed') },
    { id: 'expires', label: t('expires'), wideOnly: true },
    { id: 'created', label: t('created'), wideOnly: true },
  ]
  return <KeyList rows={rows} columns={columns} />
}
