import { defineTasksOperation, requireTask } from '../operation.ts'
import { TaskIdInput } from '../schemas.ts'
import { RESULT_KEPT_MS, type Task } from '../task.ts'

/** No look-up begins after this; those under way end. Cancelling what has ended changes nothing. */
export const cancelTask = defineTasksOperation({
  permission: 'tarefas:executar',
  audit: { event: 'task.cancelled', tier: 'committed', subjects: ({ id }) => [id] },
  input: TaskIdInput,
  run: ({ changes, clock }, { id }, { actor }): Promise<Task> =>
    changes.commit(async (rows) => {
      const task = await requireTask(rows, id, actor)
      const now = clock.now()
      await rows.cancel(task.id, now, new Date(now.getTime() + RESULT_KEPT_MS))
      return requireTask(rows, id, actor)
    }),
})
