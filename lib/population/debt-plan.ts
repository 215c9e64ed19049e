import type { DebtModality, DebtStatus } from '#lib/identifiers/debt-words.ts'
import type { Profile } from './profile.ts'
import { type Random, randomFor, type Weighted, weighted } from './random.ts'

/** A debt before its dates and figures: its state, and how long ago it fell due (negative: days still to go). */
export type PlannedDebt = { status: DebtStatus; modality: DebtModality; overdueDays: number }

/** Days after which five years since the due date have passed, whatever leap years there were. */
const SAFELY_EXPIRED_DAYS = 1_840
const MAX_DEBTS = 12

const MODALITIES = weighted<DebtModality>([
  ['CARTAO_DE_CREDITO', 27],
  ['CREDITO_PESSOAL', 16],
  ['CREDIARIO', 14],
  ['CONTA_DE_CONSUMO', 14],
  ['TELEFONIA', 11],
  ['FINANCIAMENTO_DE_VEICULO', 5],
  ['EDUCACAO', 3],
  ['CONDOMINIO', 2.5],
  ['ALUGUEL', 2.5],
  ['TRIBUTO', 1.5],
  ['PROTESTO', 1.5],
  ['FINANCIAMENTO_HABITACIONAL', 1],
  ['CHEQUE_SEM_FUNDO', 1],
])

const INSTALMENTS = weighted<DebtModality>([
  ['CARTAO_DE_CREDITO', 40],
  ['CREDIARIO', 25],
  ['CREDITO_PESSOAL', 15],
  ['FINANCIAMENTO_DE_VEICULO', 10],
  ['FINANCIAMENTO_HABITACIONAL', 6],
  ['EDUCACAO', 4],
])

/** States that make a person indebted today. */
const OPEN_STATES = weighted<DebtStatus>([
  ['negativada', 62],
  ['vencida', 16],
  ['aviso_enviado', 9],
  ['avisado', 7],
  ['contestada', 6],
])

const FURTHER_STATES = weighted<DebtStatus>([
  ['negativada', 50],
  ['vencida', 14],
  ['aviso_enviado', 8],
  ['avisado', 5],
  ['contestada', 4],
  ['suspensa_por_ordem_judicial', 3],
  ['renegociada', 6],
  ['quitada', 6],
  ['excluida', 2],
  ['prescrita', 2],
])

type Range = { from: number; meanBeyond: number; to: number }

/** Listing takes a due date, a notice, its delivery and a term: a hundred days pass before it. */
const OVERDUE: Readonly<Record<DebtStatus, Range>> = {
  a_vencer: { from: -720, meanBeyond: 500, to: -5 },
  vencida: { from: 3, meanBeyond: 20, to: 60 },
  aviso_enviado: { from: 30, meanBeyond: 30, to: 120 },
  avisado: { from: 40, meanBeyond: 30, to: 130 },
  negativada: { from: 110, meanBeyond: 480, to: 1_780 },
  contestada: { from: 110, meanBeyond: 300, to: 1_500 },
  suspensa_por_ordem_judicial: { from: 120, meanBeyond: 400, to: 1_500 },
  renegociada: { from: 130, meanBeyond: 300, to: 1_500 },
  quitada: { from: 130, meanBeyond: 400, to: 1_600 },
  excluida: { from: 130, meanBeyond: 300, to: 1_500 },
  prescrita: { from: SAFELY_EXPIRED_DAYS, meanBeyond: 400, to: 3_200 },
}

/** What `indebted` of the demo owes: every state that is shown to anyone, and some that must not be. */
const SCRIPT: readonly PlannedDebt[] = [
  { status: 'negativada', modality: 'CARTAO_DE_CREDITO', overdueDays: 410 },
  { status: 'negativada', modality: 'CREDIARIO', overdueDays: 775 },
  { status: 'negativada', modality: 'TELEFONIA', overdueDays: 1_290 },
  { status: 'contestada', modality: 'CONTA_DE_CONSUMO', overdueDays: 260 },
  { status: 'negativada', modality: 'CREDITO_PESSOAL', overdueDays: 168 },
  { status: 'renegociada', modality: 'FINANCIAMENTO_DE_VEICULO', overdueDays: 520 },
  { status: 'vencida', modality: 'CONDOMINIO', overdueDays: 17 },
  { status: 'aviso_enviado', modality: 'EDUCACAO', overdueDays: 48 },
  { status: 'avisado', modality: 'ALUGUEL', overdueDays: 71 },
  { status: 'suspensa_por_ordem_judicial', modality: 'TRIBUTO', overdueDays: 640 },
  { status: 'quitada', modality: 'CREDIARIO', overdueDays: 900 },
  { status: 'a_vencer', modality: 'FINANCIAMENTO_HABITACIONAL', overdueDays: -90 },
  { status: 'negativada', modality: 'CHEQUE_SEM_FUNDO', overdueDays: 2_300 },
]

/** What a person owes and owed, by her story. Doesn't depend on the day; `debts.ts` gives it dates. */
export function planDebts(seed: number, index: number, profile: Profile): readonly PlannedDebt[] {
  const random = randomFor(seed, index, 'debtPlan')
  switch (profile.debtStory) {
    case 'none':
      return []
    case 'scripted':
      return SCRIPT
    case 'indebted':
      return planIndebted(random, profile.risk)
    case 'expired':
      return Array.from({ length: random.integer(1, 2) }, () => planExpired(random))
    case 'settled':
      return Array.from({ length: random.integer(1, 2) }, () => planOne(random, 'quitada'))
    case 'clean':
      return random.chance(0.25) ? [planOne(random, 'a_vencer', INSTALMENTS)] : []
  }
}

function planIndebted(random: Random, risk: number): PlannedDebt[] {
  const more = Math.floor(random.exponential(0.9 + 0.9 * Math.max(0, risk)))
  const plans = [planOne(random, random.draw(OPEN_STATES))]
  for (let count = 0; count < Math.min(more, MAX_DEBTS - 2); count++) {
    plans.push(planOne(random, random.draw(FURTHER_STATES)))
  }
  if (random.chance(0.06)) plans.push(planExpired(random))
  return plans
}

/** Still marked as listed, but due more than five years ago: there to be hidden (CDC, art. 43, § 1). */
function planExpired(random: Random): PlannedDebt {
  const overdueDays = Math.min(3_200, SAFELY_EXPIRED_DAYS + Math.floor(random.exponential(400)))
  return { status: random.chance(0.6) ? 'negativada' : 'prescrita', modality: random.draw(MODALITIES), overdueDays }
}

function planOne(random: Random, status: DebtStatus, modalities: Weighted<DebtModality> = MODALITIES): PlannedDebt {
  const { from, meanBeyond, to } = OVERDUE[status]
  const overdueDays = Math.min(to, from + Math.floor(random.exponential(meanBeyond)))
  return { status, modality: random.draw(modalities), overdueDays }
}
