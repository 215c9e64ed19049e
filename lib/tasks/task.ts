import type { Purpose } from '#lib/kernel/actor.ts'
import type { AccessKeyId, InstitutionId, MemberId, SessionId, TaskId } from '#lib/kernel/ids.ts'
import type { TaskKind, TaskState, TaskSystem } from './schemas.ts'

/** Who asked for a task: a member, in the session of that moment, or a key. */
export type Asker = { kind: 'member'; id: MemberId; sessionId: SessionId } | { kind: 'key'; id: AccessKeyId }

export type Task = {
  id: TaskId
  institutionId: InstitutionId
  asker: Asker
  kind: TaskKind
  system: TaskSystem
  purpose: Purpose
  relationship: string | null
  /** From where it was asked for. */
  ip: string
  state: TaskState
  done: number
  total: number
  /** A code of `ErrorCode`, or `tentativas_esgotadas`; null unless it failed or was denied. */
  reason: string | null
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
  /** When it is deleted, with its result. */
  expiresAt: Date
}

const HOUR_MS = 3_600_000
/** A result is kept for a day from the task's end; what never ended, for three from its beginning. */
export const RESULT_KEPT_MS = 24 * HOUR_MS
export const TASK_KEPT_MS = 72 * HOUR_MS

/** Where each sealed text of a task belongs: moved to another line or task, it doesn't open. */
export const rowName = (task: string, line: number): string => `${task}:${line}`
export const CPF_COLUMN = 'task_row.sealed_cpf'
export const RESULT_COLUMN = 'task_row.sealed_result'
