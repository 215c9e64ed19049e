import { z } from 'zod'
import { DEBT_MODALITIES, DEBT_STATUSES } from '#lib/identifiers/debt-words.ts'
import { CivilDateInput, CpfInput } from '#lib/identifiers/schemas.ts'
import { parseReais } from '#lib/kernel/money.ts'

// What sources of debts send, beside `schemas.ts`, which is what partners see.

export const MAX_ROWS = 1_000

const Line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u)
const Amount = z.string().transform((text, context) => {
  const cents = parseReais(text)
  if (cents !== null && cents >= 0 && cents <= 900_000_000_000_000) return cents
  context.addIssue({ code: 'custom', message: 'requisicao_invalida' })
  return z.NEVER
})

/** The dates that a state can't be without: a notice before it counts, a listing before it is one. */
const NEEDED = {
  aviso_enviado: ['aviso_enviado_em'],
  avisado: ['aviso_enviado_em', 'aviso_entregue_em'],
  negativada: ['aviso_enviado_em', 'aviso_entregue_em', 'negativada_em'],
  contestada: ['aviso_enviado_em', 'aviso_entregue_em', 'negativada_em'],
  suspensa_por_ordem_judicial: ['aviso_enviado_em', 'aviso_entregue_em', 'negativada_em'],
} as const

/** One debt under its source's own key. Steps in the order of their dates; each date once it has come. */
export const SourceDebtInput = z
  .strictObject({
    /** The source's own name for the debt, for good. */
    chave: Line(64),
    cpf: CpfInput,
    credor: Line(120),
    contrato: Line(60),
    modalidade: z.enum(DEBT_MODALITIES),
    valor: Amount,
    criada_em: CivilDateInput,
    vencimento: CivilDateInput,
    situacao: z.enum(DEBT_STATUSES),
    aviso_enviado_em: CivilDateInput.optional(),
    aviso_entregue_em: CivilDateInput.optional(),
    negativada_em: CivilDateInput.optional(),
    baixada_em: CivilDateInput.optional(),
    /** Why facts that were sent before are sent otherwise. Without it they can't be. */
    correcao: Line(500).min(10).optional(),
  })
  .superRefine((debt, context) => {
    const needed: readonly (keyof typeof debt)[] =
      debt.situacao in NEEDED ? NEEDED[debt.situacao as keyof typeof NEEDED] : []
    for (const date of needed) {
      if (debt[date] === undefined) context.addIssue({ code: 'custom', message: 'requisicao_invalida', path: [date] })
    }
    const steps = ['criada_em', 'aviso_enviado_em', 'aviso_entregue_em', 'negativada_em', 'baixada_em'] as const
    const dated = steps.filter((step) => debt[step] !== undefined)
    for (const [place, step] of dated.entries()) {
      const before = dated[place - 1]
      if (before !== undefined && String(debt[before]) > String(debt[step])) {
        context.addIssue({ code: 'custom', message: 'intervalo_de_datas', path: [step] })
      }
    }
  })
export type SourceDebt = z.infer<typeof SourceDebtInput>

export const ReceiveDebtsInput = z.strictObject({ itens: z.array(SourceDebtInput).min(1).max(MAX_ROWS) })

export const RECEIPTS = ['criada', 'inalterada', 'atualizada', 'corrigida', 'recusada'] as const
export const REFUSALS = ['conflito', 'pessoa_nao_encontrada', 'recurso_nao_encontrado', 'requisicao_invalida'] as const

/** What became of each row, in the order sent. */
export const ReceivedDebtsSchema = z.object({
  itens: z.array(z.object({ chave: z.string(), resultado: z.enum(RECEIPTS), codigo: z.enum(REFUSALS).nullable() })),
})
export type ReceivedDebts = z.infer<typeof ReceivedDebtsSchema>
