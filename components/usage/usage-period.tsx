import clsx from 'clsx'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { UsageDays } from '#lib/console/read/usage.ts'
import { USAGE_DAYS } from '#lib/keys/schemas.ts'

/** Which days are shown: addresses, so that one can be kept and sent. */
export async function UsagePeriod({ days }: { days: UsageDays }) {
  const t = await getTranslations('usage')
  return (
    <nav aria-label={t('period')} className="inline-flex rounded-md border bg-sunken p-0.5">
      {USAGE_DAYS.map((choice) => (
        <Link
          key={choice}
          href={`/uso?dias=${choice}`}
          prefetch={false}
          aria-current={choice === days ? 'page' : undefined}
          className={clsx(
            'flex h-6 items-center rounded-sm px-2 text-xs font-medium',
            choice === days ? 'bg-raised text-ink shadow-raised' : 'text-ink-2 hover:text-ink',
          )}
        >
          {t('lastDays', { days: choice })}
        </Link>
      ))}
    </nav>
  )
}
