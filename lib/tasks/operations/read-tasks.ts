import { parseTaskId } from '#lib/identifiers/opaque-ids.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Page } from '#lib/kernel/page.ts'
import { askerOf, defineTasksOperation, requireTask } from '../operation.ts'
import { ListTasksInput, TaskIdInput } from '../schemas.ts'
import type { Task } from '../task.ts'

/** What the caller has started, newest first. */
export const listTasks = defineTasksOperation({
  permission: 'tarefas:executar',
  audit: { none: "the caller's own tasks, without whom they ask for" },
  input: ListTasksInput,
  async run({ store }, { limite, cursor }, { actor }): Promise<Page<Task>> {
    const after = cursor === undefined ? undefined : parseTaskId(cursor)
    if (after === null) throw new AppError('cursor_invalido')
    return store.within(actor.institutionId, (rows) => rows.list(askerOf(actor), { limit: limite, cursor: after }))
  },
})

/** One of the caller's tasks. */
export const findTask = defineTasksOperation({
  permission: 'tarefas:executar',
  audit: { none: "the caller's own task, without whom it asks for" },
  input: TaskIdInput,
  run: ({ store }, { id }, { actor }): Promise<Task> =>
    store.within(actor.institutionId, (rows) => requireTask(rows, id, actor)),
})
