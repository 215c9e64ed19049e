import type { DebtModality, DebtStatus } from '#lib/identifiers/debt-words.ts'
import { civilOf, type Day, dayOf } from './calendar.ts'
import { CREDITORS } from './companies.ts'
import { type PlannedDebt, planDebts } from './debt-plan.ts'
import type { SyntheticDebt } from './person.ts'
import type { Profile } from './profile.ts'
import { type Random, randomFor } from './random.ts'

const ADULT_AGE_DAYS = Math.ceil(18 * 365.25)
/** Someone who came of age less than this ago has no debt yet. */
const LEAST_ADULT_DAYS = 120
/** How long listing takes at least, from the due date: term, notice, delivery, term. */
const LISTING_DAYS = 100
const REFERENCE_INCOME_CENTS = 250_000

/** Median amount in cents at the reference income, and the longest time between contract and due date. */
const MODALITY_FACTS: Readonly<Record<DebtModality, { medianCents: number; maxLeadDays: number }>> = {
  CREDITO_PESSOAL: { medianCents: 280_000, maxLeadDays: 900 },
  CARTAO_DE_CREDITO: { medianCents: 190_000, maxLeadDays: 45 },
  FINANCIAMENTO_DE_VEICULO: { medianCents: 1_450_000, maxLeadDays: 1_600 },
  FINANCIAMENTO_HABITACIONAL: { medianCents: 3_200_000, maxLeadDays: 3_000 },
  CREDIARIO: { medianCents: 78_000, maxLeadDays: 360 },
  CONTA_DE_CONSUMO: { medianCents: 23_000, maxLeadDays: 40 },
  TELEFONIA: { medianCents: 16_500, maxLeadDays: 40 },
  ALUGUEL: { medianCents: 260_000, maxLeadDays: 60 },
  EDUCACAO: { medianCents: 340_000, maxLeadDays: 240 },
  CONDOMINIO: { medianCents: 145_000, maxLeadDays: 60 },
  TRIBUTO: { medianCents: 98_000, maxLeadDays: 200 },
  PROTESTO: { medianCents: 160_000, maxLeadDays: 90 },
  CHEQUE_SEM_FUNDO: { medianCents: 90_000, maxLeadDays: 60 },
}

const WAS_LISTED: ReadonlySet<DebtStatus> = new Set([
  'negativada',
  'contestada',
  'suspensa_por_ordem_judicial',
  'renegociada',
  'quitada',
  'prescrita',
  'excluida',
])
const WAS_REMOVED: ReadonlySet<DebtStatus> = new Set(['renegociada', 'quitada', 'prescrita', 'excluida'])

type Notice = Pick<SyntheticDebt, 'noticeSentOn' | 'noticeDeliveredOn' | 'listedOn' | 'removedOn'>
const NO_NOTICE: Notice = { noticeSentOn: null, noticeDeliveredOn: null, listedOn: null, removedOn: null }

/** A person's debts with their dates as of `today`, each date no earlier than the one before it and after her 18th birthday. */
export function debtsOf(
  seed: number,
  index: number,
  profile: Profile,
  incomeCents: number | null,
  today: Day,
): SyntheticDebt[] {
  const adultDays = today - dayOf(profile.birthDate) - ADULT_AGE_DAYS
  if (adultDays < LEAST_ADULT_DAYS) return []
  return planDebts(seed, index, profile).map((plan, ordinal) => {
    const random = randomFor(seed, index, 'debt', ordinal)
    return buildDebt(random, fitToAge(plan, adultDays), incomeCents ?? REFERENCE_INCOME_CENTS, { adultDays, today })
  })
}

/** What a young person's years can't hold becomes a younger debt. */
function fitToAge(plan: PlannedDebt, adultDays: number): PlannedDebt {
  const longest = adultDays - 15
  if (plan.overdueDays <= longest) return plan
  if (!WAS_LISTED.has(plan.status)) return { ...plan, overdueDays: longest }
  // `prescrita` promises five years; without them it was only listed.
  const status = plan.status === 'prescrita' ? 'negativada' : plan.status
  return longest > LISTING_DAYS + 10
    ? { ...plan, status, overdueDays: longest }
    : { ...plan, status: 'vencida', overdueDays: Math.min(longest, 60) }
}

function buildDebt(
  random: Random,
  plan: PlannedDebt,
  incomeCents: number,
  { adultDays, today }: { adultDays: number; today: Day },
): SyntheticDebt {
  const facts = MODALITY_FACTS[plan.modality]
  const id = uuidOf(random)
  const scale = Math.sqrt(incomeCents / REFERENCE_INCOME_CENTS) * Math.exp(0.55 * random.normal())
  const due = today - plan.overdueDays
  // The contract is older than today, and the person was of age when it was made.
  const leastLead = Math.max(10, 1 - plan.overdueDays)
  const lead = Math.min(leastLead + random.integer(0, facts.maxLeadDays), adultDays - plan.overdueDays)
  return {
    id,
    creditor: random.pick(CREDITORS[plan.modality]),
    contractNumber: `${random.integer(1_000, 9_999)}-${String(random.integer(0, 999_999)).padStart(6, '0')}`,
    modality: plan.modality,
    amountCents: Math.max(2_500, Math.round(facts.medianCents * scale)),
    createdOn: civilOf(due - lead),
    dueOn: civilOf(due),
    status: plan.status,
    ...noticeOf(random, plan, today),
  }
}

function noticeOf(random: Random, plan: PlannedDebt, today: Day): Notice {
  const wait = random.integer(3, 10)
  const recently = today - random.integer(1, 9)
  if (plan.status === 'aviso_enviado') return { ...NO_NOTICE, noticeSentOn: civilOf(recently) }
  if (plan.status === 'avisado') {
    return { ...NO_NOTICE, noticeSentOn: civilOf(recently - wait), noticeDeliveredOn: civilOf(recently) }
  }
  if (!WAS_LISTED.has(plan.status)) return NO_NOTICE
  const sent = today - plan.overdueDays + random.integer(15, 45)
  const delivered = sent + wait
  const listed = delivered + random.integer(10, 40)
  return {
    noticeSentOn: civilOf(sent),
    noticeDeliveredOn: civilOf(delivered),
    listedOn: civilOf(listed),
    removedOn: WAS_REMOVED.has(plan.status) ? civilOf(removalDay(random, plan, listed, today)) : null,
  }
}

function removalDay(random: Random, plan: PlannedDebt, listed: Day, today: Day): Day {
  const due = today - plan.overdueDays
  // Nothing stays listed past its fifth year (CDC, art. 43, § 1).
  if (plan.status === 'prescrita') return due + 1_826
  return random.integer(listed + 1, Math.min(today, due + 1_826))
}

/** Shaped as a UUID of version 8, RFC 9562's own for ids made by other means. */
function uuidOf(random: Random): string {
  const hex = random.hexadecimal(32)
  const variant = '89ab'.charAt(random.integer(0, 3))
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)]
  return parts.join('-')
}
