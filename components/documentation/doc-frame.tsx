import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Wordmark } from '../shell/mark.tsx'

export async function DocFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const t = await getTranslations('documentation')
  return (
    <div className="mx-auto max-w-4xl px-4 pb-20 sm:px-8">
      <header className="flex items-center justify-between gap-4 border-b py-4">
        <Link href="/" prefetch={false} className="flex rounded-md">
          <Wordmark />
        </Link>
        <nav aria-label={t('navigation')} className="flex gap-4 text-sm text-ink-2">
          <Link href="/documentacao" prefetch={false} className="rounded-sm hover:text-ink">
            {t('start')}
          </Link>
          <Link href="/documentacao/erros" prefetch={false} className="rounded-sm hover:text-ink">
            {t('errors')}
          </Link>
        </nav>
      </header>
      <main className="pt-8">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-2 max-w-2xl text-lg text-ink-2">{lead}</p>
        <div className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-8">{children}</div>
      </main>
    </div>
  )
}
