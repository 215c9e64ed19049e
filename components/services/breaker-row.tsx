'use client'

import { scaleLinear } from '@visx/scale'
import { Bar } from '@visx/shape'
import { useTranslations } from 'next-intl'
import type { Breaker } from '#lib/console/read/breakers.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { useOperationName } from './use-operation-name.ts'

const TONES = { closed: 'success', half_open: 'warning', open: 'danger' } as const satisfies Record<string, Tone>
const LINE = { width: 80, height: 20, bar: 6, step: 8 } as const

/** One breaker: its state, and the last ten seconds in figures and as bars. */
export function BreakerRow({ breaker }: { breaker: Breaker }) {
  const t = useTranslations('services.breakers')
  const name = useOperationName()
  const { window, latency, perSecond } = breaker
  const judged = window.success + window.failure + window.timeout
  const calls = perSecond.reduce((sum, count) => sum + count, 0)
  const errors = judged === 0 ? 0 : Math.round(((window.failure + window.timeout) * 100) / judged)
  const refused = window.short_circuited + window.bulkhead_rejected
  const figures = [
    [t('rate'), t('perSecond', { rate: calls / perSecond.length })],
    [t('errors'), judged === 0 ? '–' : `${errors} %`],
    ['p50', judged === 0 ? '–' : `${latency.percentiles['50'] ?? 0} ms`],
    ['p99', judged === 0 ? '–' : `${latency.percentiles['99'] ?? 0} ms`],
    [t('refused'), String(refused)],
  ] as const
  return (
    <li className="grid items-center gap-x-4 gap-y-2 px-4 py-2.5 sm:px-5 lg:grid-cols-[minmax(0,1fr)_auto]">
      <div className="flex min-w-0 items-center justify-between gap-3">
        <span className="min-w-0 text-sm">{name(breaker)}</span>
        <Badge tone={TONES[breaker.state]}>{t(`states.${breaker.state}`)}</Badge>
      </div>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <dl className="grid grid-cols-5 gap-x-3 text-xs tabular-nums sm:gap-x-4">
          {figures.map(([label, value]) => (
            <div key={label} className="min-w-12 sm:min-w-16">
              <dt className="text-ink-3">{label}</dt>
              <dd className="whitespace-nowrap text-ink">{value}</dd>
            </div>
          ))}
        </dl>
        <Sparkline perSecond={perSecond} label={t('sparkline', { calls })} />
      </div>
    </li>
  )
}

function Sparkline({ perSecond, label }: { perSecond: readonly number[]; label: string }) {
  const height = scaleLinear<number>({ domain: [0, Math.max(1, ...perSecond)], range: [0, LINE.height - 1] })
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${LINE.width} ${LINE.height}`} className="h-5 w-20 shrink-0">
      {perSecond.map((count, place) => (
        <Bar
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the second that the bar stands for
          key={place}
          x={place * LINE.step}
          y={LINE.height - 1 - height(count)}
          width={LINE.bar}
          height={height(count) + 1}
          className={count === 0 ? 'fill-line' : 'fill-accent'}
        />
      ))}
    </svg>
  )
}
