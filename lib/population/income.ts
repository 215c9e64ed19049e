import type { Uf } from '#lib/identifiers/uf.ts'
import { incomeFactorOf } from './cities.ts'
import type { AssetType, IncomeSource, SyntheticAsset, SyntheticHistory, SyntheticIncome } from './person.ts'
import type { Profile } from './profile.ts'
import { type Random, randomFor } from './random.ts'

const MEDIAN_CENTS = 230_000
const SIGMA = 0.62
/** The minimum wage from January 2026; no salary or pension is less. */
const MINIMUM_WAGE_CENTS = 162_100
const ADULT_AGE = 18
/** Positive data is kept for 15 years (Lei 12.414, art. 14). */
const MAX_HISTORY_MONTHS = 180

const SOURCE_FACTORS: Readonly<Record<IncomeSource, number>> = {
  SALARIO: 1,
  SERVIDOR_PUBLICO: 1.75,
  AUTONOMO: 0.85,
  EMPRESARIO: 2.3,
  APOSENTADORIA: 0.9,
}

const HAS_FLOOR: ReadonlySet<IncomeSource> = new Set(['SALARIO', 'SERVIDOR_PUBLICO', 'APOSENTADORIA'])

/** Log-normal by region, source and age, a little lower for the riskier; null for a thin file. */
export function incomeOf(seed: number, index: number, profile: Profile, uf: Uf): SyntheticIncome | null {
  if (profile.isThin) return null
  const random = randomFor(seed, index, 'income')
  const factor = incomeFactorOf(uf) * SOURCE_FACTORS[profile.source] * ageFactorOf(profile.age)
  const drawn = Math.round(MEDIAN_CENTS * factor * Math.exp(SIGMA * random.normal() - 0.12 * profile.risk))
  const monthlyCents = Math.max(drawn, HAS_FLOOR.has(profile.source) ? MINIMUM_WAGE_CENTS : 40_000)
  const longest = 1 + (profile.age - ADULT_AGE) * 12
  const meanMonths = 52 * Math.exp(-0.35 * profile.risk)
  const stabilityMonths = Math.min(longest, Math.floor(random.exponential(meanMonths)))
  return { source: profile.source, monthlyCents, stabilityMonths }
}

/** Earnings rise until about 50 and stay. */
function ageFactorOf(age: number): number {
  return 0.7 + 0.4 * Math.min(1, (age - ADULT_AGE) / 32)
}

/** Contracts as they were paid, on time as often as the latent risk allows; null for a thin file. */
export function historyOf(seed: number, index: number, profile: Profile): SyntheticHistory | null {
  if (profile.isThin) return null
  const random = randomFor(seed, index, 'history')
  const longest = Math.min(MAX_HISTORY_MONTHS, 6 + (profile.age - ADULT_AGE) * 12)
  const monthsOfHistory = Math.max(3, Math.round(longest * random.between(0.15, 1)))
  const instalmentsDue = Math.max(3, Math.round(monthsOfHistory * random.between(0.4, 1.6)))
  const share = 1 / (1 + Math.exp(-(2.9 - 1.05 * profile.risk + 0.45 * random.normal())))
  const instalmentsOnTime = Math.round(instalmentsDue * share)
  const onTimeRatio = Math.round((instalmentsOnTime / instalmentsDue) * 10_000) / 10_000
  return { monthsOfHistory, instalmentsDue, instalmentsOnTime, onTimeRatio }
}

/** Things owned, in proportion to income and years of earning. */
export function assetsOf(
  seed: number,
  index: number,
  profile: Profile,
  income: SyntheticIncome | null,
): SyntheticAsset[] {
  if (income === null) return []
  const random = randomFor(seed, index, 'assets')
  const earning = Math.min(1, (profile.age - ADULT_AGE) / 30)
  const wealth = Math.log(income.monthlyCents / MEDIAN_CENTS) - 0.3 * profile.risk
  const assets: SyntheticAsset[] = []
  const add = (type: AssetType, description: string, monthsOfIncome: number, leastCents: number) => {
    const value = Math.max(leastCents, income.monthlyCents * monthsOfIncome)
    // Whole hundreds of reais: nobody declares an estimate to the cent.
    assets.push({ type, description, valueCents: Math.round(value / 10_000) * 10_000 })
  }
  const hasHome = random.chance(logistic(-1.9 + 2.2 * earning + 0.5 * wealth))
  const home = { kind: random.pick(['Apartamento', 'Casa']), months: random.between(40, 110) }
  if (hasHome) add('IMOVEL', home.kind, home.months, 9_000_000)
  const hasVehicle = random.chance(logistic(-1 + 0.9 * earning + 0.9 * wealth))
  const vehicle = { description: describeVehicle(random), months: random.between(6, 18) }
  if (hasVehicle) add('VEICULO', vehicle.description, vehicle.months, 600_000)
  const hasSavings = random.chance(logistic(-0.9 + 0.4 * earning + 0.8 * wealth))
  const savings = { kind: random.pick(['Poupança', 'CDB', 'Tesouro Direto']), months: 4 * Math.exp(random.normal()) }
  if (hasSavings) add('APLICACAO_FINANCEIRA', savings.kind, Math.min(savings.months, 60), 20_000)
  const stakeMonths = random.between(8, 40)
  if (profile.source === 'EMPRESARIO')
    add('PARTICIPACAO_SOCIETARIA', 'Quotas de sociedade limitada', stakeMonths, 100_000)
  return assets
}

function describeVehicle(random: Random): string {
  const kind = random.chance(0.72) ? 'Automóvel' : 'Motocicleta'
  return `${kind} ${random.integer(2008, 2024)}`
}

function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}
