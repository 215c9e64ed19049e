import { ArrowRight, BookOpen } from 'lucide-react'
import Link from 'next/link'
import { getLocale, getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { DemoSignIns } from '#components/home/demo-sign-ins.tsx'
import { LanguageSwitch } from '#components/preferences/language-switch.tsx'
import { ThemeSwitch } from '#components/preferences/theme-switch.tsx'
import { ServiceStates } from '#components/services/service-states.tsx'
import { Wordmark } from '#components/shell/mark.tsx'
import { Button } from '#components/ui/button.tsx'
import { ListSkeleton } from '#components/ui/list-skeleton.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { readPreferences } from '#lib/console/preferences.ts'
import { readDemoSignIns } from '#lib/console/read/demo.ts'
import { readServiceState } from '#lib/console/read/service-state.ts'
import { currentMember } from '#lib/console/session/current-member.ts'
import { homeOf } from '#lib/console/session/home.ts'

export default async function HomePage() {
  const t = await getTranslations('home')
  const shell = await getTranslations('shell')
  const [live, { theme }, locale] = await Promise.all([currentMember(), readPreferences(), getLocale()])
  const signIns = live ? null : readDemoSignIns()
  const themes = { system: shell('themes.system'), light: shell('themes.light'), dark: shell('themes.dark') }
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-4 sm:px-8">
      <header className="flex flex-wrap items-center justify-between gap-3 py-5">
        <Wordmark />
        <div className="flex items-center gap-3">
          <LanguageSwitch label={shell('language')} locale={locale} />
          <ThemeSwitch label={shell('theme')} initial={theme} words={themes} />
        </div>
      </header>
      <main className="grid flex-1 content-start gap-10 py-8 lg:grid-cols-[1.1fr_1fr] lg:gap-16 lg:py-16">
        <div>
          <h1 className="max-w-xl text-2xl font-semibold tracking-tight text-balance sm:text-3xl">{t('title')}</h1>
          <p className="mt-4 max-w-xl text-lg text-ink-2">{t('lead')}</p>
          <div className="mt-6 flex flex-wrap gap-2">
            <Button asChild variant="primary" size="lg">
              <Link href={live ? homeOf(live) : '/entrar'} prefetch={false}>
                {live ? t('continue') : t('signIn')}
                <ArrowRight aria-hidden />
              </Link>
            </Button>
            <Button asChild size="lg">
              <Link href="/documentacao" prefetch={false}>
                <BookOpen aria-hidden />
                {t('documentation')}
              </Link>
            </Button>
          </div>
          <dl className="mt-10 grid max-w-xl gap-4 border-t pt-6 sm:grid-cols-3">
            {(['purpose', 'record', 'grant'] as const).map((promise) => (
              <div key={promise}>
                <dt className="text-sm font-semibold">{t(`promises.${promise}.name`)}</dt>
                <dd className="mt-1 text-sm text-ink-2">{t(`promises.${promise}.meaning`)}</dd>
              </div>
            ))}
          </dl>
        </div>
        <div className="grid content-start gap-6">
          <section aria-labelledby="estado">
            <h2 id="estado" className="mb-2 text-sm font-medium text-ink-2">
              {t('state')}
            </h2>
            <ClientWords sections={['services']}>
              <Suspense fallback={<ListSkeleton />}>
                <ServiceStates state={readServiceState()} />
              </Suspense>
            </ClientWords>
          </section>
          {signIns ? (
            <ClientWords sections={['home', 'signIn', 'roles']}>
              <DemoSignIns signIns={signIns} />
            </ClientWords>
          ) : null}
        </div>
      </main>
      <footer className="border-t py-5 text-xs text-ink-3">{t('foot')}</footer>
    </div>
  )
}
