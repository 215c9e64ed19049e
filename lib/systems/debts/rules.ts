import type { DebtStatus } from '#lib/identifiers/debt-words.ts'
import { addYears, type CivilDate } from '#lib/kernel/clock.ts'
import { type GrantState, VISIBLE_STATUSES, type VisibleStatus } from './schemas.ts'

const VISIBLE_YEARS = 5
/** For how long a request may wait for its decision. */
export const DECISION_MS = 24 * 60 * 60 * 1_000

/** What decides whether a debt may be shown. */
export type Listing = {
  status: DebtStatus
  dueOn: CivilDate
  noticeDeliveredOn: CivilDate | null
  listedOn: CivilDate | null
}

/**
 * The last day on which a debt may be shown: five years after its due date, whenever it was listed (CDC, art. 43, § 1).
 * The period counts from the day after the due date, and what fell due on 29 February ends on 1 March.
 */
export function lastVisibleDay(dueOn: CivilDate): CivilDate {
  return addYears(dueOn, VISIBLE_YEARS)
}

/**
 * Which states may be shown to a partner, an analyst or a score: a listing in force, and one that the person disputes,
 * which stays and says so. A listing that a court suspended must not be shown for as long as the order stands; one that
 * was renegotiated has a new debt in its place, and one that was paid, prescribed or taken out is over. What is not yet
 * listed (not due, overdue, notice on its way or delivered) isn't anybody's business but the two parties'.
 */
export function isVisibleStatus(status: DebtStatus): status is VisibleStatus {
  return (VISIBLE_STATUSES as readonly DebtStatus[]).includes(status)
}

/**
 * Whether a debt may be shown on a day, before any filter of a caller. The database enforces the same rule by row
 * security (`records.is_visible`): the reader's role never receives another row. Notice must have been delivered before
 * the listing (CDC, art. 43, § 2; Súmula 359 do STJ; Tema 1.315).
 */
export function isVisible(debt: Listing, today: CivilDate): boolean {
  return (
    isVisibleStatus(debt.status) &&
    debt.listedOn !== null &&
    debt.noticeDeliveredOn !== null &&
    debt.noticeDeliveredOn <= debt.listedOn &&
    today <= lastVisibleDay(debt.dueOn)
  )
}

/** A grant's life as the database keeps it. */
export type GrantLife = {
  createdAt: Date
  decision: 'aprovada' | 'recusada' | 'retirada' | null
  /** Null until it is approved. */
  access: { expiresAt: Date; usesLeft: number; endedAt: Date | null } | null
}

/**
 * What a grant is at an instant, for showing; whether it opens anything is decided by the database, by its own clock.
 * A request that nobody decided within a day has expired; the first reason to be over is the one that is told.
 */
export function grantStateAt(grant: GrantLife, now: Date): GrantState {
  if (grant.decision === 'recusada') return 'recusada'
  if (grant.decision === 'retirada') return 'encerrada'
  if (grant.access === null) return now.getTime() - grant.createdAt.getTime() < DECISION_MS ? 'pendente' : 'expirada'
  if (grant.access.endedAt !== null) return 'encerrada'
  if (grant.access.usesLeft <= 0) return 'esgotada'
  return now < grant.access.expiresAt ? 'aprovada' : 'expirada'
}

const OVER = ['renegociada', 'quitada', 'prescrita', 'excluida'] as const
/** Which states may follow each; `records.may_become` is the same in the database, where it is enforced. */
const NEXT: Readonly<Record<DebtStatus, readonly DebtStatus[]>> = {
  a_vencer: ['vencida', 'renegociada', 'quitada', 'excluida'],
  vencida: ['aviso_enviado', ...OVER],
  // CDC, art. 43, § 2: nothing is listed before the notice was delivered.
  aviso_enviado: ['avisado', ...OVER],
  avisado: ['negativada', ...OVER],
  negativada: ['contestada', 'suspensa_por_ordem_judicial', ...OVER],
  contestada: ['negativada', 'suspensa_por_ordem_judicial', ...OVER],
  suspensa_por_ordem_judicial: ['negativada', 'contestada', ...OVER],
  renegociada: [],
  quitada: [],
  prescrita: [],
  excluida: [],
}

/** Whether a debt in one state may be reported in another. What is over stays over. */
export function mayBecome(was: DebtStatus, becomes: DebtStatus): boolean {
  return NEXT[was].includes(becomes)
}
