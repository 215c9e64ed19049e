import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { MessagePage } from '#components/shell/message-page.tsx'
import { Button } from '#components/ui/button.tsx'

export default async function NotFound() {
  const t = await getTranslations('messages')
  return (
    <main>
      <MessagePage
        status="404"
        title={t('notFound.title')}
        actions={
          <Button asChild>
            <Link href="/" prefetch={false}>
              {t('home')}
            </Link>
          </Button>
        }
      >
        <p>{t('notFound.text')}</p>
      </MessagePage>
    </main>
  )
}
