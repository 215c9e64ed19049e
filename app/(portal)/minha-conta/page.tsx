import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { PasswordForm } from '#components/account/password-form.tsx'
import { SecondFactor } from '#components/account/second-factor.tsx'
import { SessionList } from '#components/account/session-list.tsx'
import { getFormats } from '#components/format/formats.ts'
import { LanguageSwitch } from '#components/preferences/language-switch.tsx'
import { ThemeSwitch } from '#components/preferences/theme-switch.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { Card, CardHeader } from '#components/ui/card.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { ListSkeleton } from '#components/ui/list-skeleton.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import {
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  endSession,
  removeSecondFactor,
} from '#lib/console/actions/account.ts'
import { readPreferences } from '#lib/console/preferences.ts'
import { readOwnSessions, readRecoveryCodesLeft } from '#lib/console/read/team.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('account'))('title') }
}

export default async function AccountPage() {
  const live = await requireMember('perfil:administrar')
  const { member, institution } = live
  const [t, factor, format] = await Promise.all([
    getTranslations('account'),
    getTranslations('secondFactor'),
    getFormats(),
  ])
  const shell = await getTranslations('shell')
  const roles = await getTranslations('roles')
  const [{ theme }, locale] = await Promise.all([readPreferences(), getLocale()])
  const facts = [
    { label: t('name'), value: member.name },
    { label: t('email'), value: member.email },
    { label: t('role'), value: roles(member.role) },
    { label: t('institution'), value: institution.name },
  ]
  const themes = { system: shell('themes.system'), light: shell('themes.light'), dark: shell('themes.dark') }
  return (
    <PageFrame title={t('title')} description={t('description')} width="narrow">
      <ClientWords sections={['account', 'secondFactor', 'proof', 'password', 'throttle', 'errors']}>
        <div className="grid gap-6">
          <Card>
            <Facts items={facts} className="p-4 sm:grid-cols-4 sm:p-5" />
          </Card>
          <Card>
            <CardHeader title={t('passwordTitle')} description={t('passwordDescription')} />
            <PasswordForm email={member.email} changePassword={changePassword} />
          </Card>
          <Card>
            <CardHeader title={factor('title')} description={factor('description')} />
            <SecondFactor
              email={member.email}
              since={member.secondFactorSince && format.instant(member.secondFactorSince)}
              codesLeft={await readRecoveryCodesLeft(live)}
              missing={live.secondFactorMissing}
              beginSecondFactor={beginSecondFactor}
              confirmSecondFactor={confirmSecondFactor}
              removeSecondFactor={removeSecondFactor}
            />
          </Card>
          <Card>
            <CardHeader title={t('sessions')} description={t('sessionsDescription')} />
            <Suspense fallback={<ListSkeleton />}>
              <SessionList sessions={readOwnSessions(live)} endSession={endSession} />
            </Suspense>
          </Card>
          <Card>
            <CardHeader title={t('preferences')} description={t('preferencesDescription')} />
            <div className="flex flex-wrap gap-x-10 gap-y-4 p-4 sm:p-5">
              <div className="grid gap-1.5">
                <span className="text-sm font-medium">{shell('language')}</span>
                <LanguageSwitch label={shell('language')} locale={locale} />
              </div>
              <div className="grid gap-1.5">
                <span className="text-sm font-medium">{shell('theme')}</span>
                <ThemeSwitch label={shell('theme')} initial={theme} words={themes} />
              </div>
            </div>
          </Card>
        </div>
      </ClientWords>
    </PageFrame>
  )
}
