import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { RecentInquiry } from '#lib/console/read/recent.ts'
import { getFormats } from '../format/formats.ts'

export type RecentInquiriesProps = { inquiries: Promise<readonly RecentInquiry[] | null> }

/** The people looked up last. Opening one again is a new inquiry, so nothing here is fetched ahead. */
export async function RecentInquiries({ inquiries }: RecentInquiriesProps) {
  const t = await getTranslations('lookup')
  const format = await getFormats()
  const rows = await inquiries
  return (
    <section aria-labelledby="recentes">
      <h2 id="recentes" className="mb-2 text-sm font-medium text-ink-2">
        {t('recent')}
      </h2>
      {rows === null || rows.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-5 text-sm text-ink-2">
          {t(rows === null ? 'recentUnread' : 'recentNone')}
        </p>
      ) : (
        <ul className="overflow-hidden rounded-lg border bg-surface">
          {rows.map(({ person, masked, at, relationship }) => (
            <li key={person} className="border-b last:border-b-0">
              <Link
                href={`/consultas/${person}`}
                prefetch={false}
                className="flex h-11 items-center gap-4 px-4 text-sm hover:bg-canvas focus-visible:-outline-offset-2"
              >
                <span className="font-medium">{masked}</span>
                <span className="truncate text-ink-2">{relationship}</span>
                <time dateTime={at} className="ml-auto shrink-0 text-ink-3">
                  {format.instant(at)}
                </time>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
