import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { getFormats } from '../format/formats.ts'
import { Skeleton } from '../ui/skeleton.tsx'

export type SystemNumber = 1 | 2 | 3

export type LastInquiry = { em: string; ip: string | null; usuario: string | null } | null

/** Where a block's facts come from: said beneath each, because whoever decides on them must know how old they are. */
export type Provenance = { lastInquiry: LastInquiry; updatedAt: string; tookMs: number }

export type SystemBlockProps = {
  system: SystemNumber
  state?: ReactNode
  provenance?: Provenance
  busy?: boolean
  children: ReactNode
}

export async function SystemBlock({ system, state, provenance, busy, children }: SystemBlockProps) {
  const t = await getTranslations('dossier')
  const titleId = `sistema-${system}`
  return (
    <section
      data-system={system}
      data-print="block"
      aria-labelledby={titleId}
      aria-busy={busy || undefined}
      className="min-w-0 rounded-lg border border-t-2 border-t-system bg-surface"
    >
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-2 sm:px-5">
        <h2 id={titleId} className="flex items-center gap-2.5 text-base font-semibold">
          <SystemTag label={t('system', { number: system })} />
          {t(`blocks.${system}`)}
        </h2>
        {state ? <div className="flex flex-wrap items-center gap-2">{state}</div> : null}
      </div>
      {children}
      {provenance ? <ProvenanceLine {...provenance} /> : null}
    </section>
  )
}

export function SystemTag({ label }: { label: string }) {
  return (
    <span className="whitespace-nowrap rounded-sm bg-system-soft px-1.5 py-0.5 text-xs font-medium text-system-ink">
      {label}
    </span>
  )
}

async function ProvenanceLine({ lastInquiry, updatedAt, tookMs }: Provenance) {
  const t = await getTranslations('dossier')
  const format = await getFormats()
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 border-t bg-canvas px-4 py-2.5 text-xs sm:px-5 [&_dt]:inline [&_dt]:text-ink-3 [&_dd]:inline [&_dd]:text-ink-2">
      <div>
        <dt>{t('lastInquiry')} </dt>
        <dd>
          {lastInquiry === null
            ? t('lastInquiryNone')
            : t(lastInquiry.usuario === null ? 'lastInquiryOther' : 'lastInquiryOwn', {
                at: format.instant(lastInquiry.em),
                user: lastInquiry.usuario ?? '',
                ip: lastInquiry.ip ?? t('unknownAddress'),
              })}
        </dd>
      </div>
      <div>
        <dt>{t('dataOf')} </dt>
        <dd>{format.instant(updatedAt)}</dd>
      </div>
      <div data-print="never">
        <dt>{t('answeredIn')} </dt>
        <dd>{format.milliseconds(tookMs)}</dd>
      </div>
    </dl>
  )
}

/** The place of a block whose system hasn't answered yet. */
export async function SystemBlockSkeleton({ system }: { system: SystemNumber }) {
  const t = await getTranslations('dossier')
  return (
    <SystemBlock system={system} busy>
      <div className="grid gap-3 px-4 py-5 sm:px-5">
        <p className="sr-only">{t('loading')}</p>
        <Skeleton className="h-7 w-40" />
        <Skeleton className="h-4 w-full" />
        <Skeleton className="h-4 w-11/12" />
        <Skeleton className="h-4 w-3/4" />
      </div>
    </SystemBlock>
  )
}
