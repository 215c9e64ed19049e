'use server'

import { z } from 'zod'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { callOf } from '#lib/members/call-of.ts'
import { services } from '#lib/runtime/services.ts'
import { StartTaskBody, TaskIdInput } from '#lib/tasks/schemas.ts'
import { keepPurpose } from '../inquiry-context.ts'
import { memberAction } from './define-action.ts'

const permission = 'tarefas:executar'

const StartInput = z.strictObject({
  cpfs: StartTaskBody.shape.cpfs,
  purpose: z.enum(PURPOSES),
  /** Made by the form, so that a request that is sent twice starts one task. */
  attempt: z.uuid(),
})

export const startTask = memberAction({
  permission,
  input: StartInput,
  async run({ cpfs, purpose, attempt }, live, visitor) {
    const body = { tipo: 'consulta_em_lote', sistema: 'sistema2', cpfs }
    await keepPurpose(live, purpose)
    await services().tasks.startTask(callOf(live, { ...visitor, purpose }), body, attempt)
    return null
  },
})

export const cancelTask = memberAction({
  permission,
  input: TaskIdInput,
  async run(input, live, visitor) {
    await services().tasks.cancelTask(callOf(live, visitor), input)
    return null
  },
})
