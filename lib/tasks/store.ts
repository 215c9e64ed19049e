import type { TrailEntry } from '#lib/audit/portal-trail.ts'
import type { IdempotentRequest } from '#lib/http/idempotency-key.ts'
import type { AccessKeyId, InstitutionId, TaskId } from '#lib/kernel/ids.ts'
import type { Page } from '#lib/kernel/page.ts'
import type { Asker, Task } from './task.ts'

export type TasksEvent = 'task.started' | 'task.cancelled' | 'task.downloaded'

export type SealedLine = { line: number; sealedCpf: Buffer }
export type DoneLine = { line: number; sealedResult: Buffer }

/** Where tasks are asked for and read: each piece of work is one transaction and sees one institution. */
export type TasksStore = {
  within<T>(institutionId: InstitutionId, work: (rows: TaskRows) => Promise<T>): Promise<T>
}

/** One institution's rows, inside a transaction. What another asker started answers like what isn't there. */
export type TaskRows = {
  find(id: TaskId, asker: Asker): Promise<Task | null>
  /** Newest first. */
  list(asker: Asker, page: { limit: number; cursor: TaskId | undefined }): Promise<Page<Task>>
  /** How many of the asker's haven't ended. */
  countOpen(asker: Asker): Promise<number>
  insert(task: Task, lines: readonly SealedLine[]): Promise<void>
  /** Changes nothing where it had ended already. */
  cancel(id: TaskId, now: Date, expiresAt: Date): Promise<void>
  /** Lines after `after`, in order. */
  linesAfter(id: TaskId, after: number, limit: number): Promise<readonly DoneLine[]>
  /** The scopes of a key that is good now; none of any other. */
  scopesOf(id: AccessKeyId, now: Date): Promise<readonly string[]>
  /** Notes a request; the one that was noted before under the same `Idempotency-Key`, if there was. */
  findRequest(request: IdempotentRequest): Promise<{ id: TaskId; digest: Buffer } | null>
  noteRequest(request: IdempotentRequest, id: TaskId): Promise<void>
  record(entry: TrailEntry<TasksEvent>): Promise<void>
}
