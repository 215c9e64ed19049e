import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DocFrame } from '#components/documentation/doc-frame.tsx'
import { getFormats } from '#components/format/formats.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { readPreferences } from '#lib/console/preferences.ts'
import { API_CHANGES } from '#lib/console/read/api-changes.ts'

const RULES = ['additions', 'breaking', 'retiring', 'texts'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('documentation'))('changes') }
}

/** What changed in the API, newest first, and what may change without notice. */
export default async function ChangesPage() {
  const t = await getTranslations('documentation')
  const [{ locale }, { day }] = await Promise.all([readPreferences(), getFormats()])
  return (
    <DocFrame title={t('changes')} lead={t('changesLead')}>
      <Facts
        className="rounded-lg border bg-surface p-4 sm:grid-cols-2"
        items={RULES.map((rule) => ({ label: t(`versionRule.${rule}.name`), value: t(`versionRule.${rule}.text`) }))}
      />
      <ol className="grid gap-6">
        {API_CHANGES.map(({ on, kind, text }) => (
          <li key={text.en} className="grid gap-1 border-l-2 pl-4">
            <p className="flex items-center gap-2 text-sm text-ink-2">
              <time dateTime={on}>{day(on)}</time>
              <Badge>{t(`changeKind.${kind}`)}</Badge>
            </p>
            <p>{text[locale]}</p>
          </li>
        ))}
      </ol>
    </DocFrame>
  )
}
