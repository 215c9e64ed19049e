'use client'

import { useTranslations } from 'next-intl'
import type { ProcessBreakers } from '#lib/console/read/breakers.ts'
import { Badge } from '../ui/badge.tsx'
import { Card, CardHeader } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { BreakerRow } from './breaker-row.tsx'
import { BreakerTransitions } from './breaker-transitions.tsx'
import { useBreakers } from './use-breakers.ts'

/** Asked only because somebody watches: what they would show stands in the systems' dots and in a notice. */
const WATCHING = new Set(['health', 'breakers'])

/** Each process's circuit breakers with their last ten seconds, live, and what opened and closed when. */
export function BreakerBoard({ initial }: { initial: readonly ProcessBreakers[] }) {
  const t = useTranslations('services.breakers')
  const { processes, live } = useBreakers(initial)
  return (
    <Card aria-label={t('title')}>
      <CardHeader
        title={t('title')}
        description={t('description')}
        actions={<Badge tone={live ? 'success' : 'warning'}>{t(live ? 'live' : 'lost')}</Badge>}
      />
      {processes.map((told) => (
        <div key={told.process} data-caller={told.process} className="border-b last:border-b-0">
          <h3 className="px-4 pt-3 text-xs font-medium text-ink-3 sm:px-5">{t(`callers.${told.process}`)}</h3>
          {told.reachable ? (
            told.breakers.every(({ operation }) => WATCHING.has(operation)) ? (
              <p className="px-4 pt-1 pb-3 text-sm text-ink-2 sm:px-5">{t('none')}</p>
            ) : (
              <ul className="divide-y">
                {told.breakers
                  .filter(({ operation }) => !WATCHING.has(operation))
                  .map((breaker) => (
                    <BreakerRow key={`${breaker.dependency} ${breaker.operation}`} breaker={breaker} />
                  ))}
              </ul>
            )
          ) : (
            <div className="px-4 pt-2 pb-3 sm:px-5">
              <Notice tone="warning">{t('unreadable')}</Notice>
            </div>
          )}
        </div>
      ))}
      <BreakerTransitions processes={processes} />
    </Card>
  )
}
