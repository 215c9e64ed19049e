import { scaleBand, scaleLinear } from '@visx/scale'
import { Bar } from '@visx/shape'
import { getTranslations } from 'next-intl/server'
import type { UsageView } from '#lib/console/read/usage.ts'
import { getFormats } from '../format/formats.ts'

const SIZE = { width: 900, height: 160 } as const

/** Calls of each day, one on another: answered, refused (by a rule or a limit), failed. The table beside it has the figures. */
export async function UsageChart({ byDay }: Pick<UsageView, 'byDay'>) {
  const t = await getTranslations('usage')
  const format = await getFormats()
  const most = Math.max(1, ...byDay.map(({ figures }) => figures.calls))
  const x = scaleBand({ domain: byDay.map(({ day }) => day), range: [0, SIZE.width], padding: 0.25 })
  const y = scaleLinear<number>({ domain: [0, most], range: [0, SIZE.height] })
  const legend = [
    { word: t('answered'), swatch: 'bg-accent' },
    { word: t('refusedOrLimited'), swatch: 'bg-warning' },
    { word: t('failed'), swatch: 'bg-danger' },
  ]
  const [first, last] = [byDay[0]?.day, byDay.at(-1)?.day]
  return (
    <figure className="grid gap-2 px-4 py-4 sm:px-5">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-2">
        {legend.map(({ word, swatch }) => (
          <span key={word} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-sm ${swatch}`} />
            {word}
          </span>
        ))}
        <span className="ml-auto tabular-nums text-ink-3">{t('most', { calls: most })}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('chart')}
        className="h-40 w-full border-b"
      >
        {byDay.map(({ day, figures: { calls, refused, limited, failed } }) => {
          const stack = [
            { className: 'fill-danger', count: failed },
            { className: 'fill-warning', count: refused + limited },
            { className: 'fill-accent', count: calls - failed - refused - limited },
          ]
          let below = 0
          return (
            <g key={day}>
              <title>{t('dayTitle', { day: format.day(day), calls })}</title>
              {stack.map(({ className, count }) => {
                const top = SIZE.height - y(below + count)
                below += count
                return (
                  <Bar
                    key={className}
                    x={x(day) ?? 0}
                    y={top}
                    width={x.bandwidth()}
                    height={y(count)}
                    className={className}
                  />
                )
              })}
            </g>
          )
        })}
      </svg>
      <p aria-hidden className="flex justify-between text-xs tabular-nums text-ink-3">
        <span>{first ? format.day(first) : null}</span>
        <span>{last ? format.day(last) : null}</span>
      </p>
    </figure>
  )
}
