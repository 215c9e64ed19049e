import type { TaskOnWire } from './schemas.ts'
import type { Task } from './task.ts'

export function taskOnWire(task: Task): TaskOnWire {
  return {
    id: task.id,
    tipo: task.kind,
    sistema: task.system,
    situacao: task.state,
    progresso: { feitos: task.done, total: task.total },
    motivo: task.reason,
    criada_em: task.createdAt.toISOString(),
    iniciada_em: task.startedAt?.toISOString() ?? null,
    encerrada_em: task.endedAt?.toISOString() ?? null,
    expira_em: task.expiresAt.toISOString(),
  }
}
