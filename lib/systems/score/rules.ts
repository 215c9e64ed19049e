import type { ReasonCode, ScoreBand } from './schemas.ts'
import type { Characteristic, FeatureName, FeatureSource, Scorecard, ScoreFeatures } from './scorecard.ts'

const MAX_REASONS = 4
/** Inquiries never displace another reason: they come as a fifth. */
const INQUIRIES: ReasonCode = 'consultas_recentes'

export type ScoredReason = {
  code: ReasonCode
  /** What the person loses against the best bins of these characteristics; always negative. */
  points: number
  sources: readonly FeatureSource[]
}

export type ScoreResult = {
  model: string
  /** 0–1000. */
  value: number
  band: ScoreBand
  /** Probability of paying, four decimals. */
  probability: number
  reasons: readonly ScoredReason[]
  /** Every characteristic's points, in the scorecard's order. */
  points: Readonly<Record<FeatureName, number>>
}

/** The points of a value: those of the bin it falls into, or of the explicit MISSING bin. */
export function pointsOf(characteristic: Characteristic, value: number | null): number {
  if (value === null) return characteristic.missing
  const bin = characteristic.cuts.filter((cut) => cut <= value).length
  const points = characteristic.points[bin]
  if (points === undefined) throw new Error('a scorecard row has one bin more than it has cuts')
  return points
}

/**
 * The score of a set of features by a scorecard: integer points added to the offset, clamped to 0–1000. Pure and
 * deterministic to the byte. Whoever has no debt features has no score: there is no argument to leave out.
 */
export function scoreFromFeatures(card: Scorecard, features: ScoreFeatures): ScoreResult {
  const names = featureNames(card)
  const points = Object.fromEntries(
    names.map((name) => [name, pointsOf(card.characteristics[name], features[name])]),
    // Built from exactly the scorecard's names.
  ) as Record<FeatureName, number>
  const sum = names.reduce((total, name) => total + points[name], card.intercept)
  const value = Math.min(1_000, Math.max(0, Math.round(card.offset + sum)))
  return {
    model: card.version,
    value,
    band: bandOf(value),
    probability: probabilityOf(card, value),
    reasons: reasonsOf(card, features, points),
    points,
  }
}

/** The scorecard's characteristics, in its own order. */
export function featureNames(card: Scorecard): FeatureName[] {
  // Object.keys forgets that the keys are the record's own.
  return Object.keys(card.characteristics) as FeatureName[]
}

/** 0–300 baixo, 301–500 regular, 501–700 bom, 701–1000 excelente. */
export function bandOf(score: number): ScoreBand {
  if (score <= 300) return 'baixo'
  if (score <= 500) return 'regular'
  return score <= 700 ? 'bom' : 'excelente'
}

/** odds = e^((score − offset) / factor), as a probability of four decimals: 700 is 20:1, that is 0.9524. */
export function probabilityOf(card: Pick<Scorecard, 'offset' | 'factor'>, score: number): number {
  const odds = Math.exp((score - card.offset) / card.factor)
  return Math.round((odds / (1 + odds)) * 10_000) / 10_000
}

/**
 * Why the score isn't higher: characteristics that tell the same story are added up, the four that cost most come
 * first, and inquiries, if they cost anything, come as a fifth.
 */
function reasonsOf(card: Scorecard, features: ScoreFeatures, points: Readonly<Record<FeatureName, number>>) {
  const byCode = new Map<ReasonCode, { points: number; sources: FeatureSource[] }>()
  for (const name of featureNames(card)) {
    const row = card.characteristics[name]
    const lost = points[name] - Math.max(row.missing, ...row.points)
    if (lost === 0) continue
    const code = features[name] === null ? (row.missingReason ?? row.reason) : row.reason
    const told = byCode.get(code) ?? { points: 0, sources: [] }
    const known = told.sources.some(({ base, block }) => base === row.source.base && block === row.source.block)
    byCode.set(code, { points: told.points + lost, sources: known ? told.sources : [...told.sources, row.source] })
  }
  const all = [...byCode].map(([code, told]): ScoredReason => ({ code, ...told }))
  // Ties go by code, so that the order never depends on anything but the data.
  all.sort((a, b) => a.points - b.points || (a.code < b.code ? -1 : 1))
  const inquiries = all.filter(({ code }) => code === INQUIRIES)
  return [...all.filter(({ code }) => code !== INQUIRIES).slice(0, MAX_REASONS), ...inquiries]
}
