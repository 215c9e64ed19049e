import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DocFrame } from '#components/documentation/doc-frame.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { readPublicUrl } from '#lib/console/read/documentation.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('documentation'))('title') }
}

/** How to call what is open today, and what isn't open yet. */
export default async function DocumentationPage() {
  const t = await getTranslations('documentation')
  const url = readPublicUrl()
  const call = [
    `curl -sS -u "$CHAVE:$SEGREDO" \\`,
    `  -H 'Finalidade: analise_de_credito' -H 'Content-Type: application/json' \\`,
    `  -d "{\\"cpf\\": \\"$CPF\\"}" ${url}/v1/sistema3/consultas`,
  ].join('\n')
  return (
    <DocFrame title={t('title')} lead={t('lead')}>
      <section aria-labelledby="comecar" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 id="comecar" className="text-lg font-semibold">
          {t('firstCall')}
        </h2>
        <p className="text-base text-ink-2">{t('firstCallText')}</p>
        <div className="relative rounded-lg border bg-surface">
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to take the focus (WCAG 2.1.1)
            tabIndex={0}
            className="overflow-x-auto p-4 pr-12 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
          >
            {call}
          </pre>
          <span className="absolute top-3 right-3">
            <CopyButton text={call} label={t('copy')} doneLabel={t('copied')} />
          </span>
        </div>
      </section>
      <section aria-labelledby="portas" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 id="portas" className="text-lg font-semibold">
          {t('doors')}
        </h2>
        <div className="grid gap-3 sm:grid-cols-3">
          {(['1', '2', '3'] as const).map((system) => (
            <div
              key={system}
              data-system={system}
              className="rounded-lg border border-t-2 border-t-system bg-surface p-4"
            >
              <h3 className="text-base font-semibold">{t(`door.${system}.name`)}</h3>
              <p className="mt-1 text-sm text-ink-2">{t(`door.${system}.text`)}</p>
            </div>
          ))}
        </div>
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
