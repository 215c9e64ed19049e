import type { ReasonCode } from './schemas.ts'

/**
 * Everything the score may look at, as whole numbers. This list is closed: sex, origin, health, address, name and the
 * person's own look-ups never enter (Lei 12.414, art. 7-A), so there is no member for them. Null is "not on record".
 */
export type ScoreFeatures = {
  /** Listed and visible debts, rows. */
  listedDebtCount: number
  listedDebtTotalCents: number
  /** Whole months since the earliest due date among listed debts; null when none is listed. */
  oldestListedDebtMonths: number | null
  /** Largest listed debt over a year's income, in basis points; null without income. */
  largestDebtShareBp: number | null
  /** Whole months since the last removal of a listing; 0 while one stands; null when there never was one. */
  monthsSinceLastListing: number | null
  /** Listed debts over a month's income, in basis points; null without income. */
  debtToIncomeBp: number | null
  /** Inquiries of third parties, one for each relationship. */
  inquiries30Days: number
  inquiries90Days: number
  /** Instalments paid on time, in basis points; null without history. */
  onTimeRatioBp: number | null
  monthsOfHistory: number | null
  /** Whole months of unbroken income from the present source; null without income. */
  incomeStabilityMonths: number | null
  /** Assets over a year's income, in basis points; null without income. */
  assetsToIncomeBp: number | null
  ageYears: number
}
export type FeatureName = keyof ScoreFeatures

/** Whose data a characteristic reads. Points of Base A's are never stored in Base B. */
export type FeatureSource = {
  base: 'sistema1' | 'sistema2'
  block: 'dividas' | 'renda' | 'bens' | 'historico' | 'consultas' | 'cadastro'
}

/**
 * One characteristic: `points[i]` for a value with exactly `i` of the ascending `cuts` at or below it, `missing` for
 * null. `better` says which way points may go; a test holds every row to it.
 */
export type Characteristic = {
  source: FeatureSource
  better: 'lower' | 'higher'
  cuts: readonly number[]
  points: readonly number[]
  missing: number
  reason: ReasonCode
  /** The reason when the value is missing, where that is another story. */
  missingReason?: ReasonCode
}

export type Scorecard = {
  version: string
  /** score = offset + factor · ln(odds good:bad); 80 points double the odds, 700 is 20:1. */
  offset: number
  factor: number
  intercept: number
  characteristics: Readonly<Record<FeatureName, Characteristic>>
}

const DEBTS: FeatureSource = { base: 'sistema1', block: 'dividas' }
const own = (block: FeatureSource['block']): FeatureSource => ({ base: 'sistema2', block })

/** The model in use. A change of any number below is a new version: same data and same version give the same bytes. */
export const SCORECARD: Scorecard = {
  version: 'crivo-score-1.0.0',
  offset: 354.25,
  factor: 115.416,
  intercept: 100,
  characteristics: {
    listedDebtCount: {
      source: DEBTS,
      better: 'lower',
      cuts: [1, 2, 3, 5],
      points: [95, 10, -35, -80, -130],
      missing: -130,
      reason: 'dividas_negativadas',
    },
    listedDebtTotalCents: {
      source: DEBTS,
      better: 'lower',
      cuts: [1, 50_000, 200_000, 500_000, 2_000_000],
      points: [35, 10, -5, -20, -40, -60],
      missing: -60,
      reason: 'valor_das_dividas',
    },
    oldestListedDebtMonths: {
      source: DEBTS,
      better: 'lower',
      cuts: [6, 12, 24],
      points: [0, -8, -15, -22],
      missing: 20,
      reason: 'divida_mais_antiga',
    },
    largestDebtShareBp: {
      source: DEBTS,
      better: 'lower',
      cuts: [1, 500, 1_000, 2_500, 5_000],
      points: [15, 8, 0, -10, -22, -35],
      missing: 0,
      reason: 'maior_divida',
      missingReason: 'renda_desconhecida',
    },
    monthsSinceLastListing: {
      source: DEBTS,
      better: 'higher',
      cuts: [1, 6, 12, 24, 36],
      points: [-25, -18, -10, 0, 10, 18],
      missing: 25,
      reason: 'negativacao_recente',
    },
    debtToIncomeBp: {
      source: DEBTS,
      better: 'lower',
      cuts: [1, 5_000, 10_000, 30_000, 60_000],
      points: [20, 10, 0, -15, -30, -45],
      missing: 0,
      reason: 'comprometimento_da_renda',
      missingReason: 'renda_desconhecida',
    },
    inquiries30Days: {
      source: own('consultas'),
      better: 'lower',
      cuts: [1, 2, 3, 5],
      points: [12, 6, 0, -12, -25],
      missing: 0,
      reason: 'consultas_recentes',
    },
    inquiries90Days: {
      source: own('consultas'),
      better: 'lower',
      cuts: [2, 4, 7, 11],
      points: [10, 4, -5, -15, -25],
      missing: 0,
      reason: 'consultas_recentes',
    },
    onTimeRatioBp: {
      source: own('historico'),
      better: 'higher',
      cuts: [5_000, 7_000, 8_500, 9_500, 9_900],
      points: [-90, -50, -15, 25, 60, 95],
      missing: -15,
      reason: 'pagamentos_em_atraso',
      missingReason: 'historico_desconhecido',
    },
    monthsOfHistory: {
      source: own('historico'),
      better: 'higher',
      cuts: [6, 12, 24, 60, 120],
      points: [-30, -15, 0, 20, 45, 60],
      missing: -20,
      reason: 'historico_curto',
      missingReason: 'historico_desconhecido',
    },
    incomeStabilityMonths: {
      source: own('renda'),
      better: 'higher',
      cuts: [3, 12, 24, 60],
      points: [-25, -10, 5, 20, 35],
      missing: -15,
      reason: 'renda_instavel',
      missingReason: 'renda_desconhecida',
    },
    assetsToIncomeBp: {
      source: own('bens'),
      better: 'higher',
      cuts: [1, 2_500, 10_000, 30_000, 80_000],
      points: [-10, 0, 8, 18, 28, 38],
      missing: 0,
      reason: 'patrimonio_baixo',
      missingReason: 'renda_desconhecida',
    },
    ageYears: {
      source: own('cadastro'),
      better: 'higher',
      cuts: [21, 25, 30, 40, 50, 60],
      points: [-20, -8, 2, 10, 16, 20, 24],
      missing: 0,
      reason: 'idade',
    },
  },
}
