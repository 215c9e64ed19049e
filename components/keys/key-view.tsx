import { getTranslations } from 'next-intl/server'
import type { Asker, ShownKey } from '#lib/console/read/keys.ts'
import { getFormats } from '../format/formats.ts'
import { Card, CardHeader } from '../ui/card.tsx'
import { type Fact, Facts } from '../ui/facts.tsx'
import { Notice } from '../ui/notice.tsx'
import { KeyStatusBadge } from './key-status.tsx'
import { ScopeChips } from './scope-chips.tsx'

/** All that is known of a key: who made it, what it opens, from where, until when, by which secrets. */
export async function KeyView({ shown }: { shown: ShownKey }) {
  const t = await getTranslations('keys')
  const purposes = await getTranslations('purposes')
  const format = await getFormats()
  const { key, status, createdBy, approvedBy } = shown
  const { limit, revokedBecause, leakedAt } = key
  const people: Fact[] = [
    { label: t('createdBy'), value: askerWords(createdBy, t) },
    ...(approvedBy ? [{ label: t('approvedBy'), value: approvedBy }] : []),
  ]
  const facts: Fact[] = [
    { label: t('state'), value: <KeyStatusBadge status={status} /> },
    { label: t('environment'), value: t(`environments.${key.environment}`) },
    { label: t('id'), value: <span className="font-mono">{key.id}</span>, wide: true },
    { label: t('scopes'), value: <ScopeChips scopes={key.scopes} />, wide: true },
    { label: t('purposes'), value: key.purposes.map((purpose) => purposes(`${purpose}.name`)).join(', '), wide: true },
    { label: t('tier'), value: `${t(`tiers.${key.tier}`)} · ${t(`tierMeans.${key.tier}`)}` },
    {
      label: t('ownLimit'),
      value: limit ? t('limitOf', { calls: limit.quota, seconds: limit.seconds }) : t('noLimit'),
    },
    { label: t('addresses'), value: key.ips.length > 0 ? key.ips.join(', ') : t('anywhere'), wide: true },
    { label: t('created'), value: format.instant(key.createdAt) },
    { label: t('expires'), value: key.expiresAt ? format.instant(key.expiresAt) : t('never') },
    { label: t('lastUsed'), value: key.lastUsedAt ? format.instant(key.lastUsedAt) : t('neverUsed') },
    ...people,
  ]
  return (
    <>
      {leakedAt && key.secrets.some(({ createdAt }) => createdAt <= leakedAt) ? (
        <Notice tone="danger">{t('leaked', { at: format.instant(leakedAt) })}</Notice>
      ) : null}
      {revokedBecause ? <Notice>{t('endedBecause', { reason: t(`reasons.${revokedBecause}`) })}</Notice> : null}
      <Card>
        <CardHeader title={t('facts')} />
        <div className="px-4 py-4 sm:px-5">
          <Facts items={facts} />
        </div>
      </Card>
      <Card>
        <CardHeader title={t('secrets')} />
        {key.secrets.length === 0 ? <p className="px-4 py-4 text-sm text-ink-2 sm:px-5">{t('secretsNone')}</p> : null}
        <ul className="divide-y">
          {key.secrets.map(({ last4, createdAt, expiresAt, lastUsedAt }) => (
            <li
              key={last4 + createdAt.getTime()}
              className="flex flex-wrap justify-between gap-2 px-4 py-3 text-sm sm:px-5"
            >
              <span className="font-mono">…{last4}</span>
              <span className="text-ink-2">
                {expiresAt ? t('secretUntil', { until: format.instant(expiresAt) }) : t('secretCurrent')}
                {' · '}
                {lastUsedAt ? t('secretUsed', { at: format.instant(lastUsedAt) }) : t('secretUnused')}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}

function askerWords(asker: Asker, t: Awaited<ReturnType<typeof getTranslations<'keys'>>>): string {
  switch (asker.kind) {
    case 'person':
      return asker.email
    case 'key':
      return t('aKey')
    case 'installation':
      return t('installation')
    case 'unknown':
      return t('unknownPerson')
  }
}
