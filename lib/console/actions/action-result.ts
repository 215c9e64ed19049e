import type { ErrorCode } from '#lib/kernel/app-error.ts'

/** Why an action didn't happen, for the page to put into words. `fields` are wire names with the code of each refusal. */
export type ActionRefusal = {
  code: ErrorCode | 'sessao_encerrada' | 'origem_recusada'
  requestId: string
  fields: readonly { field: string; code: string }[]
  retryAfterSeconds: number | null
}

export type ActionResult<Value> = { ok: true; value: Value } | { ok: false; refusal: ActionRefusal }
