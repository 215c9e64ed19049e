import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { AccessFrame } from '#components/access/access-frame.tsx'
import { SignInForm } from '#components/access/sign-in-form.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { currentMember } from '#lib/console/session/current-member.ts'
import { homeOf } from '#lib/console/session/home.ts'
import { parseReturnPath } from '#lib/console/session/return-path.ts'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('title') }
}

export default async function SignInPage({ searchParams }: Props) {
  const { volta } = await searchParams
  const back = parseReturnPath(typeof volta === 'string' ? volta : null)
  const live = await currentMember()
  if (live) redirect(back ?? homeOf(live))
  const t = await getTranslations('signIn')
  return (
    <AccessFrame
      title={t('title')}
      description={back ? t('descriptionBack') : t('description')}
      foot={
        <Link href="/recuperar" prefetch={false} className="text-accent-ink underline underline-offset-2">
          {t('forgotten')}
        </Link>
      }
    >
      <ClientWords sections={['signIn', 'throttle']}>
        <SignInForm destination={back ?? '/entrar'} />
      </ClientWords>
    </AccessFrame>
  )
}
