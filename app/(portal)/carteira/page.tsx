import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { RankingForm } from '#components/portfolio/ranking-form.tsx'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { rankPortfolio } from '#lib/console/actions/rank-portfolio.ts'
import { openCandidate } from '#lib/console/actions/search.ts'
import { readInquiryContext } from '#lib/console/inquiry-context.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('portfolio'))('title') }
}

/** The page itself asks nothing: each row of a ranking is an inquiry on record, so somebody has to want it. */
export default async function PortfolioPage() {
  const live = await requireMember('sistema2:listar')
  const t = await getTranslations('portfolio')
  const context = await readInquiryContext(live)
  return (
    <PageFrame title={t('title')} description={t('description')}>
      <ClientWords sections={['portfolio', 'search', 'lookup', 'purposes', 'errors']}>
        <RankingForm
          purposes={live.actor.purposes}
          chosen={context?.purpose ?? null}
          rank={rankPortfolio}
          openCandidate={openCandidate}
        />
      </ClientWords>
    </PageFrame>
  )
}
