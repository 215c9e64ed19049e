import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AccessFrame } from '#components/access/access-frame.tsx'
import { ResetForm } from '#components/access/reset-form.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { resetPassword } from '#lib/console/actions/access.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('reset'))('title') }
}

export default async function ResetPage() {
  const t = await getTranslations('reset')
  return (
    <AccessFrame title={t('title')} description={t('description')}>
      <ClientWords sections={['reset', 'password', 'throttle', 'errors']}>
        <ResetForm resetPassword={resetPassword} />
      </ClientWords>
    </AccessFrame>
  )
}
