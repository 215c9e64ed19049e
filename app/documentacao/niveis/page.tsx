import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DocFrame } from '#components/documentation/doc-frame.tsx'
import { getFormats } from '#components/format/formats.ts'
import { Facts } from '#components/ui/facts.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { readTierCatalogue } from '#lib/console/read/documentation.ts'

const RULES = ['headers', 'refused', 'people', 'own', 'day'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('documentation'))('tiers') }
}

/** What each rate tier allows, and how a client keeps within it. */
export default async function TiersPage() {
  const t = await getTranslations('documentation')
  const format = await getFormats()
  return (
    <DocFrame title={t('tiers')} lead={t('tiersLead')}>
      <div className="overflow-hidden rounded-lg border bg-surface">
        <Table label={t('tiers')}>
          <thead>
            <tr>
              <HeadCell>{t('tier')}</HeadCell>
              <HeadCell className="text-right">{t('perSecond')}</HeadCell>
              <HeadCell className="text-right">{t('callsPerDay')}</HeadCell>
              <HeadCell className="text-right">{t('peoplePerDay')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {readTierCatalogue().map(({ name, perSecond, callsPerDay, peoplePerDay }) => (
              <Row key={name}>
                <Cell className="font-mono text-xs">{name}</Cell>
                {[perSecond, callsPerDay, peoplePerDay].map((amount) => (
                  <Cell key={amount} className="text-right tabular-nums">
                    {format.number(amount)}
                  </Cell>
                ))}
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
      <Facts
        className="rounded-lg border bg-surface p-4 sm:grid-cols-2"
        items={RULES.map((rule) => ({ label: t(`limitRule.${rule}.name`), value: t(`limitRule.${rule}.text`) }))}
      />
    </DocFrame>
  )
}
