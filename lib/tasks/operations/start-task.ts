import { idempotentRequest } from '#lib/http/idempotency-key.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { askerOf, defineTasksOperation, requireLookUp, requireTask } from '../operation.ts'
import { StartTaskInput } from '../schemas.ts'
import { rowName, TASK_KEPT_MS, type Task } from '../task.ts'

/** More at a time is no use to anybody: they would wait for each other. */
const MAX_OPEN = 20

/**
 * Queues a batch of look-ups, to be made in the asker's name, under the purpose and from the address of this call. Nobody
 * is looked up yet. Under one `Idempotency-Key` the same request starts one task.
 */
export const startTask = defineTasksOperation({
  permission: 'tarefas:executar',
  // Whom a batch asks for stands in the ledger of the system that is asked, one row a person.
  audit: { event: 'task.started', tier: 'committed', subjects: () => [] },
  input: StartTaskInput,
  async run({ changes, clock, ids, seals, idempotencyKey }, { tipo, sistema, cpfs }, call): Promise<Task> {
    const now = clock.now()
    const id = ids('task')
    const { actor } = call
    const task: Task = {
      id,
      institutionId: actor.institutionId,
      asker: askerOf(actor),
      kind: tipo,
      system: sistema,
      purpose: call.purpose,
      relationship: call.relationship,
      ip: call.ip,
      state: 'na_fila',
      done: 0,
      total: cpfs.length,
      reason: null,
      createdAt: now,
      startedAt: null,
      endedAt: null,
      expiresAt: new Date(now.getTime() + TASK_KEPT_MS),
    }
    const lines = cpfs.map((cpf, index) => {
      const line = index + 1
      return { line, sealedCpf: seals.cpf.seal(rowName(id, line), cpf) }
    })
    const request = idempotentRequest(actor.id, idempotencyKey, [tipo, sistema, cpfs, call.purpose, call.relationship])
    return changes.commit(
      async (rows) => {
        const before = request && (await rows.findRequest(request))
        if (before && request) {
          if (before.digest.equals(request.digest)) return requireTask(rows, before.id, actor)
          throw new AppError('chave_de_idempotencia_reutilizada')
        }
        await requireLookUp(rows, actor, now)
        if ((await rows.countOpen(task.asker)) >= MAX_OPEN) throw new AppError('conflito', { reason: 'too many tasks' })
        await rows.insert(task, lines)
        if (request) await rows.noteRequest(request, id)
        return task
      },
      [id],
    )
  },
})
