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

/**
 * Base A's debts, asked anew for each look-up and never kept. Bound to one caller's token: the adapter exchanges it
 * for one that names the caller as subject and this system as actor. Never rejects: a failure is `unavailable`.
 */
export type DebtsPort = { summarize(question: DebtsQuestion): Promise<DebtsAnswer> }

/** The port for one caller, by the bearer token that was verified at the door. */
export type DebtsSource = { forToken(bearer: string): DebtsPort }
