import clsx from 'clsx'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Wordmark } from '../shell/mark.tsx'

const PAGES = [
  ['start', '/documentacao'],
  ['reference', '/documentacao/referencia'],
  ['tiers', '/documentacao/niveis'],
  ['errors', '/documentacao/erros'],
  ['changes', '/documentacao/mudancas'],
] as const

/**
 * Plain links: the reference has a content policy of its own, and a page keeps the policy that its document was loaded
 * with.
 */
export async function DocHeader({ className }: { className?: string }) {
  const t = await getTranslations('documentation')
  return (
    <header className={clsx('flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b py-4', className)}>
      <a href="/" className="flex rounded-md">
        <Wordmark />
      </a>
      <nav aria-label={t('navigation')} className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
        {PAGES.map(([name, path]) => (
          <a key={name} href={path} className="rounded-sm hover:text-ink">
            {t(name)}
          </a>
        ))}
      </nav>
    </header>
  )
}

export async function DocFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-4xl px-4 pb-20 sm:px-8">
      <DocHeader />
      <main className="pt-8">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-2 max-w-2xl text-lg text-ink-2">{lead}</p>
        <div className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-8">{children}</div>
      </main>
    </div>
  )
}
