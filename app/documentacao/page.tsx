import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CommandBlock } from '#components/documentation/command-block.tsx'
import { DocFrame } from '#components/documentation/doc-frame.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { readPublicUrl } from '#lib/console/read/documentation.ts'
import { firstCalls } from '#lib/console/read/first-calls.ts'
import { typedClientCommands, typedClientExample } from '#lib/console/read/typed-client.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('documentation'))('title') }
}

/** The first call to each system, and how to read its answer. */
export default async function DocumentationPage() {
  const t = await getTranslations('documentation')
  const url = readPublicUrl()
  return (
    <DocFrame title={t('title')} lead={t('lead')}>
      <a className="w-fit text-sm font-medium text-accent-ink underline underline-offset-4" href="/v1/openapi.json">
        {t('openApi')}
      </a>
      {firstCalls(url).map(({ system, command }) => (
        <section
          key={system}
          data-system={system}
          aria-labelledby={`sistema${system}`}
          className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t-2 border-t-system pt-4"
        >
          <h2 id={`sistema${system}`} className="text-lg font-semibold">
            {t(`door.${system}.name`)}
          </h2>
          <p className="text-base text-ink-2">{t(`door.${system}.text`)}</p>
          <CommandBlock command={command} copyLabel={t('copy')} copiedLabel={t('copied')} />
        </section>
      ))}
      <section aria-labelledby="cliente" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 id="cliente" className="text-lg font-semibold">
          {t('typedClient')}
        </h2>
        <p className="text-base text-ink-2">{t('typedClientText')}</p>
        {[typedClientCommands(url), typedClientExample(url)].map((text) => (
          <CommandBlock key={text} command={text} copyLabel={t('copy')} copiedLabel={t('copied')} />
        ))}
      </section>
      <section aria-labelledby="regras" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 id="regras" className="text-lg font-semibold">
          {t('rules')}
        </h2>
        <Facts
          className="rounded-lg border bg-surface p-4 sm:grid-cols-2"
          items={(['money', 'instants', 'purpose', 'requestId'] as const).map((rule) => ({
            label: t(`rule.${rule}.name`),
            value: t(`rule.${rule}.text`),
          }))}
        />
      </section>
    </DocFrame>
  )
}
