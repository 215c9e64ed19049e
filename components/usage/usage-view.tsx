import { ChartColumn } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { readUsageView, type UsageDays } from '#lib/console/read/usage.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { getFormats } from '../format/formats.ts'
import { Card, CardHeader } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Facts } from '../ui/facts.tsx'
import { getLatencyWords } from './latency-words.ts'
import { UsageChart } from './usage-chart.tsx'
import { UsageTable } from './usage-table.tsx'

/** What the institution called in these days. Keys lead to their page for whoever may open it. */
export async function UsageOf({ live, days }: { live: LiveSession; days: UsageDays }) {
  const t = await getTranslations('usage')
  const purposes = await getTranslations('purposes')
  const format = await getFormats()
  const view = await readUsageView(live, days)
  const { total } = view
  if (total.calls === 0) {
    return (
      <Card>
        <EmptyState icon={ChartColumn} title={t('none')}>
          {t('noneNext')}
        </EmptyState>
      </Card>
    )
  }
  const latency = await getLatencyWords()
  const opensKeys = live.actor.permissions.has('chaves:administrar')
  return (
    <div className="grid grid-cols-1 gap-6">
      <Card>
        <CardHeader title={t('byDay')} description={t('lag')} />
        <Facts
          className="border-b px-4 py-4 sm:grid-cols-5 sm:px-5"
          items={[
            { label: t('calls'), value: format.number(total.calls) },
            { label: t('refused'), value: format.number(total.refused) },
            { label: t('limited'), value: format.number(total.limited) },
            { label: t('failed'), value: format.number(total.failed) },
            { label: 'p99', value: latency(total.p99 ?? 0) },
          ]}
        />
        <UsageChart byDay={view.byDay} />
      </Card>
      <Card>
        <CardHeader title={t('byKey')} />
        <UsageTable
          label={t('byKey')}
          nameLabel={t('key')}
          rows={view.byKey.map(({ id, name, figures }) => ({
            id: id ?? 'members',
            name: name ?? t('members'),
            ...(id !== null && opensKeys
              ? {
                  show: (
                    <Link href={`/chaves/${id}`} className="font-medium text-accent-ink hover:underline">
                      {name}
                    </Link>
                  ),
                }
              : {}),
            figures,
          }))}
        />
      </Card>
      <Card>
        <CardHeader title={t('bySystem')} />
        <UsageTable
          label={t('bySystem')}
          nameLabel={t('system')}
          rows={view.bySystem.map(({ system, figures }) => ({ id: system, name: t(`systems.${system}`), figures }))}
        />
      </Card>
      <Card>
        <CardHeader title={t('byPurpose')} />
        <UsageTable
          label={t('byPurpose')}
          nameLabel={t('purpose')}
          rows={view.byPurpose.map(({ purpose, figures }) => ({
            id: purpose,
            name: purposes(`${purpose}.name`),
            figures,
          }))}
        />
      </Card>
      <Card>
        <CardHeader title={t('days')} />
        <UsageTable
          label={t('days')}
          nameLabel={t('day')}
          byName
          rows={view.byDay
            .filter(({ figures }) => figures.calls > 0)
            .map(({ day, figures }) => ({ id: day, name: format.day(day), figures }))}
        />
      </Card>
    </div>
  )
}
