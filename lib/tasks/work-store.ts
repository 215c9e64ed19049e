import type { Purpose } from '#lib/kernel/actor.ts'
import type { TaskId } from '#lib/kernel/ids.ts'
import type { SealedLine } from './store.ts'

/** A task that a worker holds until its lease is over. */
export type HeldTask = {
  id: TaskId
  /** Whose lease this is: what was taken over by another is no longer written to. */
  leasedBy: string
  /** How often it was taken since a line was last done, this time included. */
  tries: number
  purpose: Purpose
  relationship: string | null
  ip: string
}

export type TaskEnd = 'concluida' | 'falhou' | 'negada'

/** The worker's side of tasks: it takes them, does their lines and ends them. */
export type TaskWorkStore = {
  /** The task that has waited longest and that nobody holds, for `leaseMs` from now. */
  take(leasedBy: string, now: Date, leaseMs: number): Promise<HeldTask | null>
  /** Lines that aren't done yet, in order. */
  linesToDo(id: TaskId, limit: number): Promise<readonly SealedLine[]>
  /**
   * Keeps what came of a line, once, and renews the lease. False where the task is no longer this worker's: cancelled, or
   * taken over.
   */
  saveLine(task: HeldTask, line: number, sealedResult: Buffer, leaseUntil: Date): Promise<boolean>
  /** Gives a task back, to be taken from `dueAt` on; a pause that is nobody's fault counts as no try. */
  giveBack(task: HeldTask, dueAt: Date, options: { countTry: boolean }): Promise<void>
  end(task: HeldTask, state: TaskEnd, reason: string | null, now: Date, expiresAt: Date): Promise<void>
  deleteExpiredBefore(instant: Date): Promise<number>
}
