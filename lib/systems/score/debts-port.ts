import type { Uf } from '#lib/identifiers/uf.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'

/** Whole time a question to Base A may take, from asking to a parsed answer; later is `unavailable`. */
export const DEBTS_TIMEOUT_MS = 800

/**
 * A person's listed and visible debts on one day, as Base A sums them. It keeps what it answered under `snapshotId`;
 * nothing else of this may be stored here.
 */
export type DebtSummary = {
  snapshotId: string
  /** Listed debts that may be shown today, rows; 0 is a real answer: "asked, allowed, none". */
  count: number
  totalCents: number
  /** 0 when there is none. */
  largestCents: number
  /** The earliest due date among them; null when there is none. */
  oldestDueOn: CivilDate | null
  /** The last day on which a listing of this person was removed (paid or taken out); null when never. */
  lastRemovedOn: CivilDate | null
  updatedAt: Date
}

/** Three different answers. "Denied" and "unavailable" are never read as "no debts". */
export type DebtsAnswer = { kind: 'permitted'; summary: DebtSummary } | { kind: 'denied' } | { kind: 'unavailable' }

export type DebtsQuestion = {
  /** 11 digits. */
  cpf: string
  /** Who asks, from where and why: passed on, so that Base A's trail names the asker. */
  call: Call
  /** Aborted after `DEBTS_TIMEOUT_MS`. */
  signal: AbortSignal
}

/** Several people's debts at once, in one question. */
export type ManyDebtsAnswer =
  | { kind: 'permitted'; summaries: ReadonlyMap<string, DebtSummary> }
  | { kind: 'denied' }
  | { kind: 'unavailable' }

export type ManyDebtsQuestion = Omit<DebtsQuestion, 'cpf'> & {
  /** 1 to 100 CPFs, each once. */
  cpfs: readonly string[]
}

/** A page of the portfolio of the caller's institution by its people's debts, as Base A orders it. */
export type DebtRankingQuestion = Omit<DebtsQuestion, 'cpf'> & {
  order: DebtOrder
  uf: Uf | null
  /** Born on or after, and on or before. */
  bornFrom: CivilDate | null
  bornTo: CivilDate | null
  limit: number
  cursor: string | null
}

export const DEBT_ORDERS = [
  'divida_total',
  '-divida_total',
  'divida_maior',
  '-divida_maior',
  'divida_quantidade',
  '-divida_quantidade',
] as const
export type DebtOrder = (typeof DEBT_ORDERS)[number]

/** People by the ids that Base B has given them (`per_…`), whoever has no debt included. */
export type DebtRankingAnswer =
  | { kind: 'permitted'; people: readonly { reference: string; summary: DebtSummary }[]; next: string | null }
  | { kind: 'bad_cursor' }
  | { kind: 'denied' }
  | { kind: 'unavailable' }

/**
 * Base A's debts, asked anew for each look-up and never kept. Bound to one caller's token: the adapter exchanges it
 * for one that names the caller as subject and this system as actor. Never rejects: a failure is `unavailable`.
 */
export type DebtsPort = {
  summarize(question: DebtsQuestion): Promise<DebtsAnswer>
  summarizeMany(question: ManyDebtsQuestion): Promise<ManyDebtsAnswer>
  rank(question: DebtRankingQuestion): Promise<DebtRankingAnswer>
}

/**
 * The answer to a question to Base A within the time it has. The port promises not to reject; an adapter that breaks
 * the promise, or is late, must not turn into an answer.
 */
export async function inTime<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer | { kind: 'unavailable' }> {
  const signal = AbortSignal.timeout(DEBTS_TIMEOUT_MS)
  const tooLate = new Promise<{ kind: 'unavailable' }>((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'unavailable' }), { once: true })
  })
  try {
    return await Promise.race([ask(signal), tooLate])
  } catch {
    return { kind: 'unavailable' }
  }
}

/** The port for one caller, by the bearer token that was verified at the door. */
export type DebtsSource = { forToken(bearer: string): DebtsPort }
