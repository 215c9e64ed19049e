import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { AccessFrame } from '#components/access/access-frame.tsx'
import { RecoverForm } from '#components/access/recover-form.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { requestPasswordReset } from '#lib/console/actions/access.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('recover'))('title') }
}

export default async function RecoverPage() {
  const t = await getTranslations('recover')
  return (
    <AccessFrame
      title={t('title')}
      description={t('description')}
      foot={
        <Link href="/entrar" prefetch={false} className="text-accent-ink underline underline-offset-2">
          {t('back')}
        </Link>
      }
    >
      <ClientWords sections={['recover', 'throttle', 'errors']}>
        <RecoverForm requestReset={requestPasswordReset} />
      </ClientWords>
    </AccessFrame>
  )
}
