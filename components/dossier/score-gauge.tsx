import { scaleLinear } from '@visx/scale'
import { Arc } from '@visx/shape'
import type { ScoreBand } from '#lib/systems/score/schemas.ts'

export type ScoreGaugeProps = { value: number; band: ScoreBand; bandLabel: string; label: string }

/** The bands of the score, each with its first value. */
const BANDS = [
  { band: 'baixo', from: 0, to: 300, tone: 'fill-danger' },
  { band: 'regular', from: 300, to: 500, tone: 'fill-warning' },
  { band: 'bom', from: 500, to: 700, tone: 'fill-accent' },
  { band: 'excelente', from: 700, to: 1000, tone: 'fill-success' },
] as const satisfies readonly { band: ScoreBand; from: number; to: number; tone: string }[]

const RADIUS = { inner: 82, outer: 94, mark: 88 } as const
const angle = scaleLinear<number>({ domain: [0, 1000], range: [-Math.PI / 2, Math.PI / 2] })

/** Where a score stands between 0 and 1000. The number and its band are written out beside the drawing. */
export function ScoreGauge({ value, band, bandLabel, label }: ScoreGaugeProps) {
  const at = angle(value) - Math.PI / 2
  return (
    <svg viewBox="-100 -100 200 118" role="img" aria-label={label} className="w-full max-w-56">
      {BANDS.map((part) => (
        <Arc
          key={part.band}
          startAngle={angle(part.from)}
          endAngle={angle(part.to)}
          innerRadius={RADIUS.inner}
          outerRadius={RADIUS.outer}
          padAngle={0.025}
          cornerRadius={2}
          className={part.tone}
          opacity={part.band === band ? 1 : 0.28}
        />
      ))}
      <circle
        cx={Math.cos(at) * RADIUS.mark}
        cy={Math.sin(at) * RADIUS.mark}
        r="8.5"
        strokeWidth="4"
        className="fill-ink stroke-surface"
      />
      <text textAnchor="middle" y="-22" className="fill-ink text-[46px] font-semibold tracking-tight">
        {value}
      </text>
      <text textAnchor="middle" y="2" className="fill-ink-2 text-[14px] font-medium">
        {bandLabel}
      </text>
      <text textAnchor="middle" x={-RADIUS.mark} y="16" className="fill-ink-3 text-[10px]">
        0
      </text>
      <text textAnchor="middle" x={RADIUS.mark} y="16" className="fill-ink-3 text-[10px]">
        1000
      </text>
    </svg>
  )
}
