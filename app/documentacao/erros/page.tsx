import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DocFrame } from '#components/documentation/doc-frame.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { readPreferences } from '#lib/console/preferences.ts'
import { readErrorCatalogue } from '#lib/console/read/documentation.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('documentation'))('errors') }
}

/** Where the `type` of every problem document leads: each code has its anchor here. */
export default async function ErrorsPage() {
  const t = await getTranslations('documentation')
  const { locale } = await readPreferences()
  return (
    <DocFrame title={t('errors')} lead={t('errorsLead')}>
      <div className="overflow-hidden rounded-lg border bg-surface">
        <Table label={t('errors')}>
          <thead>
            <tr>
              <HeadCell className="max-sm:hidden">{t('status')}</HeadCell>
              <HeadCell>{t('code')}</HeadCell>
              <HeadCell>{t('meaning')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {readErrorCatalogue(locale).map(({ code, status, title, detail, retry }) => (
              <Row key={code} id={code} className="target:bg-accent-soft">
                <Cell className="font-mono text-xs max-sm:hidden">{status}</Cell>
                <Cell className="font-mono text-xs max-sm:max-w-32 max-sm:wrap-anywhere">{code}</Cell>
                <Cell className="py-2">
                  <span className="font-medium">{title}</span>
                  <span className="block text-ink-2">{detail}</span>
                  <span className="block text-xs text-ink-3">{t(`retryWhen.${retry}`)}</span>
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
    </DocFrame>
  )
}
