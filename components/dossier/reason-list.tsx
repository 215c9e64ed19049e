import { scaleLinear } from '@visx/scale'
import { Bar } from '@visx/shape'
import { getTranslations } from 'next-intl/server'
import type { ScoreReason } from '#lib/systems/score/schemas.ts'

const BAR = { width: 100, height: 4 } as const

/** What weighed on a score: each reason with its weight as a bar, and how the person may contest it. */
export async function ReasonList({ reasons }: { reasons: readonly ScoreReason[] }) {
  const t = await getTranslations('dossier')
  const heaviest = Math.max(1, ...reasons.map(({ pontos }) => Math.abs(pontos ?? 0)))
  const width = scaleLinear<number>({ domain: [0, heaviest], range: [0, BAR.width] })
  return (
    <ol className="grid gap-3">
      {reasons.map((reason) => (
        <li key={reason.codigo} className="grid gap-1">
          <p className="flex items-baseline justify-between gap-4 text-sm">
            <span>{reason.descricao}</span>
            {reason.pontos === undefined ? null : (
              <span className="shrink-0 font-medium">{t('points', { points: reason.pontos })}</span>
            )}
          </p>
          {reason.pontos === undefined ? null : (
            <svg
              viewBox={`0 0 ${BAR.width} ${BAR.height}`}
              preserveAspectRatio="none"
              aria-hidden="true"
              className="h-1 w-full rounded-full bg-sunken"
            >
              <Bar width={width(Math.abs(reason.pontos))} height={BAR.height} className="fill-system" />
            </svg>
          )}
          <details className="text-xs text-ink-2">
            <summary className="w-fit rounded-sm text-ink-3 hover:text-ink">{t('dispute')}</summary>
            <p className="mt-1">{reason.como_contestar}</p>
          </details>
        </li>
      ))}
    </ol>
  )
}
