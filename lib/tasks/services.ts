import { createPortalClient } from '#lib/datastores/portal-database.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { createSeal, deriveKey } from '#lib/members/seal.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { TasksContext } from './operation.ts'
import { cancelTask } from './operations/cancel-task.ts'
import { downloadResult } from './operations/download-result.ts'
import { findTask, listTasks } from './operations/read-tasks.ts'
import { startTask } from './operations/start-task.ts'
import { createPostgresTasksStore } from './store.postgres.ts'
import { CPF_COLUMN, RESULT_COLUMN } from './task.ts'

type CallOf<Operation> = Operation extends (context: TasksContext, call: infer Call, input: unknown) => infer Answer
  ? (call: Call, input: unknown) => Answer
  : never

/** Every operation of this room, tied to its store: what the API's doors call. */
export type TasksServices = {
  startTask(
    call: Parameters<typeof startTask>[1],
    input: unknown,
    idempotencyKey?: string | null,
  ): ReturnType<typeof startTask>
  listTasks: CallOf<typeof listTasks>
  findTask: CallOf<typeof findTask>
  cancelTask: CallOf<typeof cancelTask>
  downloadResult: CallOf<typeof downloadResult>
}

export function bindTasks(parts: Omit<TasksContext, 'idempotencyKey'>): TasksServices {
  const context: TasksContext = { ...parts, idempotencyKey: null }
  return {
    startTask: (call, input, idempotencyKey = null) => startTask({ ...parts, idempotencyKey }, call, input),
    listTasks: (call, input) => listTasks(context, call, input),
    findTask: (call, input) => findTask(context, call, input),
    cancelTask: (call, input) => cancelTask(context, call, input),
    downloadResult: (call, input) => downloadResult(context, call, input),
  }
}

/** The two seals of a task's lines, from the one secret that the portal and the worker share. */
export function sealsOf(key: Redacted<string>): TasksContext['seals'] {
  return {
    cpf: createSeal(deriveKey(key, CPF_COLUMN), CPF_COLUMN),
    result: createSeal(deriveKey(key, RESULT_COLUMN), RESULT_COLUMN),
  }
}

export type TasksConfig = { DATABASE_URL_PORTAL: Redacted<string>; TASK_KEY: Redacted<string> }

const CONNECTIONS = 3

/** Tasks, wired to their database. Nothing connects before first use. */
export function createTasksServices(
  config: TasksConfig,
  { logger, clock }: { logger: Logger; clock: Clock },
): { tasks: TasksServices; close(): Promise<void> } {
  const database = createPortalClient(config.DATABASE_URL_PORTAL, {
    max: CONNECTIONS,
    applicationName: 'crivo-portal-tasks',
    onIdleError: (error) => logger.warn({ event: 'portal-database.connection-lost', err: error }),
  })
  const store = createPostgresTasksStore(database.client)
  return {
    tasks: bindTasks({ store, seals: sealsOf(config.TASK_KEY), clock, ids: randomId }),
    close: () => database.close(),
  }
}
