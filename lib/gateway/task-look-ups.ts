import type { Purpose } from '#lib/kernel/actor.ts'
import type { RequestId, TaskId } from '#lib/kernel/ids.ts'
import { type ScoreFile, ScoreFileSchema } from '#lib/systems/score/schemas.ts'
import type { HttpClient } from './http-client.ts'
import { type LookUp, readLookUp } from './look-up.ts'
import type { ExchangeOutcome, TokenExchange } from './token-exchange.ts'

/** Under what a line of a task is looked up: that of the call by which the task was asked for. */
export type TaskCircumstances = { purpose: Purpose; relationship: string | null; ip: string; requestId: RequestId }

/** Look-ups in sistema2 in the name of whoever asked for a task. */
export type TaskLookUps = {
  /** A token of that asker, as long as the task runs and they may ask. */
  tokenFor(id: TaskId): Promise<ExchangeOutcome>
  lookUp(token: string, cpf: string, circumstances: TaskCircumstances): Promise<LookUp<ScoreFile>>
}

export function createTaskLookUps({
  exchange,
  sistema2,
}: {
  exchange: TokenExchange
  sistema2: HttpClient
}): TaskLookUps {
  return {
    tokenFor: (id) => exchange({ token: id, type: 'task' }, 'sistema2'),
    async lookUp(token, cpf, { purpose, relationship, ip, requestId }) {
      const outcome = await sistema2.send({
        method: 'POST',
        path: '/v1/sistema2/consultas',
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          finalidade: purpose,
          ...(relationship === null ? {} : { relacao: relationship }),
          'x-request-id': requestId,
          'x-forwarded-for': ip,
        },
        body: JSON.stringify({ cpf }),
      })
      return readLookUp(outcome, ScoreFileSchema, requestId)
    },
  }
}
