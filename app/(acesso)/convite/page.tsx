import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AccessFrame } from '#components/access/access-frame.tsx'
import { InvitationForm } from '#components/access/invitation-form.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { acceptInvitation, findInvitation } from '#lib/console/actions/access.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('invitation'))('title') }
}

export default async function InvitationPage() {
  const t = await getTranslations('invitation')
  return (
    <AccessFrame title={t('title')} description={t('description')}>
      <ClientWords sections={['invitation', 'roles', 'password', 'throttle', 'errors']}>
        <InvitationForm findInvitation={findInvitation} acceptInvitation={acceptInvitation} />
      </ClientWords>
    </AccessFrame>
  )
}
