import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { getFormatter, getTranslations } from 'next-intl/server'

export type RecentInquiriesProps = {
  inquiries: readonly { person: string; masked: string; at: number; relationship: string | null }[]
}

/** The people looked up in this session. Opening one again is a new inquiry, so nothing here is fetched ahead. */
export async function RecentInquiries({ inquiries }: RecentInquiriesProps) {
  const t = await getTranslations('lookup')
  const format = await getFormatter()
  return (
    <section aria-labelledby="recentes">
      <h2 id="recentes" className="mb-2 text-sm font-medium text-ink-2">
        {t('recent')}
      </h2>
      {inquiries.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-5 text-sm text-ink-2">{t('recentNone')}</p>
      ) : (
        <ul className="overflow-hidden rounded-lg border bg-surface">
          {inquiries.map(({ person, masked, at, relationship }) => (
            <li key={person} className="border-b last:border-b-0">
              <Link
                href={`/consultas/${person}`}
                prefetch={false}
                className="flex h-11 items-center gap-4 px-4 text-sm hover:bg-canvas focus-visible:-outline-offset-2"
              >
                <span className="font-medium">{masked}</span>
                <span className="truncate text-ink-2">{relationship}</span>
                <span className="ml-auto shrink-0 text-ink-3">
                  {format.dateTime(at, { hour: '2-digit', minute: '2-digit' })}
                </span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
