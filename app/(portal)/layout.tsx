import { getTranslations } from 'next-intl/server'
import { type ReactNode, Suspense } from 'react'
import { WaitingBadge } from '#components/grants/waiting-badge.tsx'
import { Palette } from '#components/shell/palette.tsx'
import { Shell } from '#components/shell/shell.tsx'
import { UserMenu } from '#components/shell/user-menu.tsx'
import { Toaster } from '#components/ui/toast.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { lookUpUnderCurrentPurpose } from '#lib/console/actions/look-up.ts'
import { signOut } from '#lib/console/actions/sign-out.ts'
import { destinationsFor } from '#lib/console/destinations.ts'
import { readQueue } from '#lib/console/read/grants.ts'
import { requireMember } from '#lib/console/session/current-member.ts'
import type { LiveSession } from '#lib/members/index.ts'

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const live = await requireMember()
  const { member, institution, actor } = live
  const t = await getTranslations('shell')
  const roles = await getTranslations('roles')
  const destinations = destinationsFor(actor.permissions).map(({ id, href }) => ({
    id,
    href,
    label: t(`destinations.${id}`),
  }))
  const home = destinations[0]?.href ?? '/minha-conta'
  const foot = (
    <UserMenu
      name={member.name}
      email={member.email}
      role={roles(member.role)}
      institution={institution.name}
      signOut={signOut}
    />
  )
  return (
    <ClientWords sections={['shell', 'errors']}>
      <Toaster label={t('notifications')} closeLabel={t('close')}>
        <Palette
          destinations={destinations}
          signOut={signOut}
          lookUp={actor.permissions.has('sistema3:consultar') ? lookUpUnderCurrentPurpose : null}
        >
          <Shell
            words={{ skip: t('skip'), navigation: t('navigation'), search: t('search') }}
            home={home}
            destinations={destinations}
            badges={actor.permissions.has('concessoes:aprovar') ? { grants: waiting(live) } : {}}
            foot={foot}
          >
            {children}
          </Shell>
        </Palette>
      </Toaster>
    </ClientWords>
  )
}

/** No page waits for sistema1 to be counted. */
function waiting(live: LiveSession) {
  return (
    <Suspense fallback={null}>
      <WaitingBadge queue={readQueue(live)} />
    </Suspense>
  )
}
