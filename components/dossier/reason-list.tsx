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
  const disputes = [...new Set(reasons.map(({ como_contestar }) => como_contestar))]
  return (
    <>
      <ol className="grid gap-3">
        {reasons.map(({ codigo, descricao, pontos }) => (
          <li key={codigo} className="grid gap-1.5">
            <p className="flex items-baseline justify-between gap-4 text-sm">
              <span>{descricao}</span>
              {pontos === undefined ? null : (
                <span className="shrink-0 font-medium">{t('points', { points: pontos })}</span>
              )}
            </p>
            {pontos === undefined ? null : (
              <svg
                viewBox={`0 0 ${BAR.width} ${BAR.height}`}
                preserveAspectRatio="none"
                aria-hidden="true"
                className="h-1 w-full rounded-full bg-sunken"
              >
                <Bar width={width(Math.abs(pontos))} height={BAR.height} className="fill-system" />
              </svg>
            )}
          </li>
        ))}
      </ol>
      <details className="mt-4 text-xs text-ink-2">
        <summary className="w-fit rounded-sm font-medium text-ink-2 hover:text-ink">{t('dispute')}</summary>
        {disputes.map((dispute) => (
          <p key={dispute} className="mt-1.5">
            {dispute}
          </p>
        ))}
      </details>
    </>
  )
}
