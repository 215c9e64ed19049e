import { z } from 'zod'
import { ERROR_STATUS, type ErrorCode } from '#lib/kernel/app-error.ts'
import { type FailureReason, type HttpAnswer, type HttpOutcome, jsonOf } from './http-client.ts'

export type FieldRefusal = { campo: string; codigo: string; mensagem: string }

type Circumstances = { tookMs: number; requestId: string }

/** The system answered, and the answer is a reasoned no. */
export type Refused = Circumstances & {
  kind: 'refused'
  code: ErrorCode
  status: number
  detail: string
  fields: readonly FieldRefusal[]
  retryAfterSeconds: number | null
}

/** Nothing is known: never to be read as "no data". */
export type Unavailable = Circumstances & {
  kind: 'unavailable'
  reason: FailureReason | 'invalid_answer' | 'server_error'
  /** What a system that did answer gave as its reason. */
  code: ErrorCode | null
  retryAfterSeconds: number | null
}

export type LookUp<File> = (Circumstances & { kind: 'found'; file: File }) | Refused | Unavailable

const ProblemAnswer = z.object({
  codigo: z.string().refine((code): code is ErrorCode => Object.hasOwn(ERROR_STATUS, code)),
  detail: z.string().max(1_000),
  requisicao: z.string().max(64).optional(),
  campos: z
    .array(z.object({ campo: z.string().max(200), codigo: z.string().max(60), mensagem: z.string().max(500) }))
    .max(100)
    .optional(),
})

/**
 * Reads one system's outcome. A file counts only if it parses by that system's own schema; an answer that is neither a
 * file nor a problem of ours is an outage, whatever its status.
 */
export function readLookUp<File>(outcome: HttpOutcome, schema: z.ZodType<File>, requestId: string): LookUp<File> {
  const base = { tookMs: outcome.tookMs, requestId }
  if (outcome.kind === 'failed') return unavailable(base, outcome.reason, null, outcome.retryAfterSeconds ?? null)
  const body = outcome.body.byteLength === 0 ? null : jsonOf(outcome.body)
  if (outcome.status >= 200 && outcome.status < 300) {
    const file = schema.safeParse(body)
    return file.success ? { ...base, kind: 'found', file: file.data } : unavailable(base, 'invalid_answer', null, null)
  }
  const problem = ProblemAnswer.safeParse(body)
  const retryAfterSeconds = retryAfterOf(outcome)
  if (outcome.status >= 500) {
    return unavailable(base, 'server_error', problem.success ? problem.data.codigo : null, retryAfterSeconds)
  }
  if (!problem.success) return unavailable(base, 'invalid_answer', null, retryAfterSeconds)
  return {
    ...base,
    kind: 'refused',
    code: problem.data.codigo,
    status: outcome.status,
    detail: problem.data.detail,
    fields: problem.data.campos ?? [],
    retryAfterSeconds,
  }
}

/** A refusal that this side decided, without asking the system: no permission, or no session, to ask with. */
export function refusedHere(code: ErrorCode, requestId: string): Refused {
  return {
    kind: 'refused',
    code,
    status: ERROR_STATUS[code],
    detail: '',
    fields: [],
    retryAfterSeconds: null,
    tookMs: 0,
    requestId,
  }
}

export function unavailable(
  base: Circumstances,
  reason: Unavailable['reason'],
  code: ErrorCode | null,
  retryAfterSeconds: number | null,
): Unavailable {
  return { ...base, kind: 'unavailable', reason, code, retryAfterSeconds }
}

function retryAfterOf(answer: HttpAnswer): number | null {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  return Number.isInteger(seconds) && seconds >= 0 ? seconds : null
}
