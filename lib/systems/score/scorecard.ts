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

/**
 * The model in use; a change of any number is a new version: same data and same version give the same bytes. Points were
 * fitted to the made-up population's known odds, each row held to its direction, then rounded to whole points.
 */
export const SCORECARD: Scorecard = {
  version: 'crivo-score-1.0.0',
  offset: 354.25,
  factor: 115.416,
  intercept: -174,
  characteristics: {
    listedDebtCount: {
      source: DEBTS,
      better: 'lower',
      cuts: [1, 2, 3, 4, 5, 6],
      points: [0, -12, -64, -116, -170, -219, -257],
      missing: -257,
      reason: 'dividas_negativadas',
    },
    listedDebtTotalCents: {
      source: DEBTS,
      better: 'lower',
      cuts: [1, 50_000, 200_000, 500_000, 1_000_000, 2_000_000],
      points: [0, -10, -13, -14, -16, -18, -26],
      missing: -26,
      reason: 'valor_das_dividas',
    },
    oldestListedDebtMonths: {
      source: DEBTS,
      better: 'lower',
      cuts: [6, 12, 24],
      points: [-9, -10, -11, -12],
      missing: 0,
      reason: 'divida_mais_antiga',
    },
    largestDebtShareBp: {
      source: DEBTS,
      better: 'lower',
      cuts: [1, 500, 1_000, 2_500, 5_000],
      points: [0, -10, -16, -21, -26, -33],
      missing: -16,
      reason: 'maior_divida',
      missingReason: 'renda_desconhecida',
    },
    monthsSinceLastListing: {
      source: DEBTS,
      better: 'higher',
      cuts: [1, 6, 12, 24, 36],
      points: [0, 3, 5, 7, 9, 11],
      missing: 13,
      reason: 'negativacao_recente',
    },
    debtToIncomeBp: {
      source: DEBTS,
      better: 'lower',
      cuts: [1, 2_500, 5_000, 10_000, 20_000, 40_000, 80_000],
      points: [0, -12, -18, -23, -31, -45, -61, -81],
      missing: -23,
      reason: 'comprometimento_da_renda',
      missingReason: 'renda_desconhecida',
    },
    inquiries30Days: {
      source: own('consultas'),
      better: 'lower',
      cuts: [1, 2, 3],
      points: [0, -2, -4, -8],
      missing: -8,
      reason: 'consultas_recentes',
    },
    inquiries90Days: {
      source: own('consultas'),
      better: 'lower',
      cuts: [1, 2, 3, 4, 5],
      points: [0, -10, -22, -33, -45, -58],
      missing: -58,
      reason: 'consultas_recentes',
    },
    onTimeRatioBp: {
      source: own('historico'),
      better: 'higher',
      cuts: [4_000, 5_000, 6_000, 7_000, 7_500, 8_000, 8_500, 9_000, 9_300, 9_500, 9_700, 9_900],
      points: [0, 52, 117, 185, 234, 268, 305, 339, 366, 383, 397, 410, 423],
      missing: 268,
      reason: 'pagamentos_em_atraso',
      missingReason: 'historico_desconhecido',
    },
    monthsOfHistory: {
      source: own('historico'),
      better: 'higher',
      cuts: [6, 12, 24, 36, 48, 60, 84, 120],
      points: [0, 2, 10, 18, 27, 35, 48, 68, 81],
      missing: 0,
      reason: 'historico_curto',
      missingReason: 'historico_desconhecido',
    },
    incomeStabilityMonths: {
      source: own('renda'),
      better: 'higher',
      cuts: [3, 12, 24, 36, 60],
      points: [0, 4, 14, 25, 41, 54],
      missing: 0,
      reason: 'renda_instavel',
      missingReason: 'renda_desconhecida',
    },
    assetsToIncomeBp: {
      source: own('bens'),
      better: 'higher',
      cuts: [1, 2_500, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000],
      points: [0, 17, 29, 40, 49, 62, 75, 82, 85],
      missing: 0,
      reason: 'patrimonio_baixo',
      missingReason: 'renda_desconhecida',
    },
    ageYears: {
      source: own('cadastro'),
      better: 'higher',
      cuts: [21, 25, 30, 35, 40, 45, 50, 55, 60],
      points: [0, 2, 10, 17, 24, 31, 38, 45, 52, 56],
      missing: 0,
      reason: 'idade',
    },
  },
}
