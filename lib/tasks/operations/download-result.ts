import { csvOf } from '#lib/http/csv.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { defineTasksOperation, requireLookUp, requireTask } from '../operation.ts'
import { RESULT_HEAD, readCells } from '../result.ts'
import { TaskIdInput } from '../schemas.ts'
import type { TaskRows } from '../store.ts'
import { rowName, type Task } from '../task.ts'

const LINES_AT_ONCE = 1_000

/**
 * The result of a task that is done, as CSV, for whoever asked for it and may still look people up. A task that didn't
 * come to its end has none: `recurso_nao_encontrado`.
 */
export const downloadResult = defineTasksOperation({
  permission: 'tarefas:executar',
  audit: { event: 'task.downloaded', tier: 'committed', subjects: ({ id }) => [id] },
  input: TaskIdInput,
  run: ({ changes, clock, seals }, { id }, { actor }): Promise<string> =>
    changes.commit(async (rows) => {
      const task = await requireTask(rows, id, actor)
      await requireLookUp(rows, actor, clock.now())
      if (task.state !== 'concluida') throw new AppError('recurso_nao_encontrado')
      const lines: string[][] = []
      for await (const { line, sealedResult } of linesOf(rows, task)) {
        lines.push([String(line), ...readCells(seals.result.open(rowName(task.id, line), sealedResult))])
      }
      return csvOf(RESULT_HEAD, lines)
    }),
})

async function* linesOf(rows: TaskRows, { id }: Task) {
  let after = 0
  for (;;) {
    const lines = await rows.linesAfter(id, after, LINES_AT_ONCE)
    yield* lines
    if (lines.length < LINES_AT_ONCE) return
    after = lines.at(-1)?.line ?? after
  }
}
