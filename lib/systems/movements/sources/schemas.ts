import { z } from 'zod'
import { containsCardNumber } from '#lib/identifiers/card-number-in-text.ts'
import { CpfInput, MovementTypeInput } from '#lib/identifiers/schemas.ts'
import { parseReais } from '#lib/kernel/money.ts'

export const MAX_ROWS = 1_000
/** A thousand rows with the longest descriptions fit. */
export const MAX_BATCH_BYTES = 1_024 * 1_024

const Amount = z.string().transform((text, context) => {
  const cents = parseReais(text)
  if (cents !== null && cents > 0) return cents
  context.addIssue({ code: 'custom' })
  return z.NEVER
})

/** One movement as its source sends it; `chave` is the source's own, for ever, for this movement. */
const SourceMovement = z.strictObject({
  chave: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z._:/-]{0,79}$/),
  cpf: CpfInput,
  em: z.iso.datetime().transform((text) => new Date(text)),
  tipo: MovementTypeInput,
  sentido: z.enum(['CREDITO', 'DEBITO']),
  valor: Amount,
  descricao: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine((text) => !containsCardNumber(text)),
})
export type SourceMovement = z.output<typeof SourceMovement>

export const ReceiveMovementsInput = z.strictObject({ itens: z.array(SourceMovement).min(1).max(MAX_ROWS) })
/** The same as JSON Schema can say it. */
export const ReceiveMovementsBody = z.strictObject({
  itens: z
    .array(z.strictObject({ ...SourceMovement.shape, em: z.iso.datetime(), valor: z.string().regex(/^\d+\.\d{2}$/) }))
    .min(1)
    .max(MAX_ROWS),
})

/** What became of each row, in the order in which they came. */
export const ReceivedMovementsSchema = z.object({
  itens: z.array(
    z.object({
      chave: z.string(),
      resultado: z.enum(['criada', 'inalterada', 'recusada']),
      codigo: z.enum(['conflito', 'pessoa_nao_encontrada']).nullable(),
    }),
  ),
})
export type ReceivedMovements = z.infer<typeof ReceivedMovementsSchema>
