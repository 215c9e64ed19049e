import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ApiReference } from '#components/documentation/api-reference.tsx'
import { DocHeader } from '#components/documentation/doc-frame.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('documentation'))('reference') }
}

/** Every operation of the OpenAPI document, to read and to try. */
export default async function ReferencePage() {
  const t = await getTranslations('documentation')
  return (
    <>
      <DocHeader className="px-4 sm:px-8" />
      <main>
        <h1 className="sr-only">{t('reference')}</h1>
        <ApiReference waitingText={t('referenceWaiting')} failedText={t('referenceFailed')} />
      </main>
    </>
  )
}
