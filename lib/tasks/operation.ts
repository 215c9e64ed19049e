import type { Permission } from '#lib/access/permission-catalogue.ts'
import { type Changes, createPortalRecorder } from '#lib/audit/portal-trail.ts'
import { parseTaskId } from '#lib/identifiers/opaque-ids.ts'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { IdSource } from '#lib/kernel/ids.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { Seal } from '#lib/members/seal.ts'
import type { TaskRows, TasksEvent, TasksStore } from './store.ts'
import type { Asker, Task } from './task.ts'

/** What the operations of this room work with; wired once, in `services.ts`. */
export type TasksContext = {
  store: TasksStore
  /** For the numbers to look up, and for what came of them. */
  seals: { cpf: Seal; result: Seal }
  clock: Clock
  ids: IdSource
  /** The `Idempotency-Key` of this call. */
  idempotencyKey: string | null
}

/** As everywhere in the portal: the record is written in the transaction of the change itself. */
export const defineTasksOperation = operationFactory<
  Permission,
  TasksEvent,
  'committed',
  TasksContext,
  { changes: Changes<TaskRows> }
>(createPortalRecorder<TasksEvent, TaskRows, TasksContext>())

export function askerOf(actor: Actor): Asker {
  return actor.kind === 'member'
    ? { kind: 'member', id: actor.id, sessionId: actor.sessionId }
    : { kind: 'key', id: actor.id }
}

/** What the caller started; another's, and what isn't there, is `recurso_nao_encontrado`. */
export async function requireTask(rows: TaskRows, id: string, actor: Actor): Promise<Task> {
  const known = parseTaskId(id)
  const task = known && (await rows.find(known, askerOf(actor)))
  if (!task) throw new AppError('recurso_nao_encontrado')
  return task
}

const LOOK_UP: readonly Permission[] = ['sistema2:score', 'sistema2:cadastro']

/**
 * Running tasks is one right, looking people up another: throws `escopo_insuficiente` where the second is missing. A key
 * comes with a token of Crivo's own paths, so what it may do elsewhere is asked of its row, as of now.
 */
export async function requireLookUp(rows: TaskRows, actor: Actor<Permission>, now: Date): Promise<void> {
  const held: ReadonlySet<string> =
    actor.kind === 'member' ? actor.permissions : new Set(await rows.scopesOf(actor.id, now))
  if (!LOOK_UP.some((permission) => held.has(permission))) {
    throw new AppError('escopo_insuficiente', { reason: LOOK_UP.join(' | ') })
  }
}
