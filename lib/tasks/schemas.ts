import { z } from 'zod'
import { parseCpf } from '#lib/identifiers/cpf.ts'
import { TASK_ID } from '#lib/identifiers/opaque-ids.ts'
import type { ErrorCode } from '#lib/kernel/app-error.ts'
import { PAGE_LIMIT } from '#lib/kernel/page.ts'

/** What each operation accepts, in the words of the wire. Free of server code: a page's form may use these very schemas. */

export const TASK_KINDS = ['consulta_em_lote'] as const
export type TaskKind = (typeof TASK_KINDS)[number]
/** Systems that tasks ask: sistema1 opens under grants of one person each, sistema3 takes a secret that nobody keeps. */
export const TASK_SYSTEMS = ['sistema2'] as const
export type TaskSystem = (typeof TASK_SYSTEMS)[number]
export const TASK_STATES = ['na_fila', 'executando', 'concluida', 'cancelada', 'falhou', 'negada'] as const
export type TaskState = (typeof TASK_STATES)[number]

export const MAX_ROWS = 10_000
/** Named one by one in a refusal; whoever sends ten thousand wrong lines learns of the first hundred. */
const MAX_COMPLAINTS = 100

/** The body of `POST /v1/tarefas`, as it is written. */
export const StartTaskBody = z.strictObject({
  tipo: z.enum(TASK_KINDS),
  sistema: z.enum(TASK_SYSTEMS),
  cpfs: z.array(z.string().max(20)).min(1).max(MAX_ROWS),
})

/** The same, each CPF read: the wrong ones are named by their place in the list, a repeated one too. */
export const StartTaskInput = StartTaskBody.extend({
  cpfs: StartTaskBody.shape.cpfs.transform((texts, context): string[] => {
    const met = new Set<string>()
    let complaints = 0
    for (const [index, text] of texts.entries()) {
      const code = codeOf(text, met)
      if (code === null) continue
      context.addIssue({ code: 'custom', message: code, path: [index] })
      complaints += 1
      if (complaints === MAX_COMPLAINTS) break
    }
    return complaints > 0 ? z.NEVER : [...met]
  }),
})

function codeOf(text: string, met: Set<string>): ErrorCode | null {
  const parsed = parseCpf(text)
  if (parsed.kind !== 'valid') return parsed.code
  // Twice the same person would be two inquiries on record.
  if (met.has(parsed.cpf)) return 'requisicao_invalida'
  met.add(parsed.cpf)
  return null
}

/** An id of another shape is nobody's; the operation says so as it does of one that isn't there. */
export const TaskIdInput = z.strictObject({ id: z.string().max(60) })
export const ListTasksInput = z.strictObject({
  limite: z.int().min(1).max(PAGE_LIMIT.max).default(PAGE_LIMIT.default),
  cursor: z.string().min(1).max(60).optional(),
})

const Moment = z.iso.datetime({ precision: 3 })

export const ProgressSchema = z.object({ feitos: z.int().min(0), total: z.int().min(1) })
/** A task as whoever asked for it sees it; each event of its stream carries the same. */
export const TaskSchema = z.object({
  id: z.string().regex(TASK_ID),
  tipo: z.enum(TASK_KINDS),
  sistema: z.enum(TASK_SYSTEMS),
  situacao: z.enum(TASK_STATES),
  progresso: ProgressSchema,
  motivo: z.string().nullable(),
  criada_em: Moment,
  iniciada_em: Moment.nullable(),
  encerrada_em: Moment.nullable(),
  expira_em: Moment,
})
export type TaskOnWire = z.infer<typeof TaskSchema>
export const TaskListSchema = z.object({ itens: z.array(TaskSchema), proximo: z.string().nullable() })
