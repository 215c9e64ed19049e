import { z } from 'zod'
import { GrantIdInput, GrantSchema } from './schemas.ts'

/** What a person types to prove who they are: a password kept by Base A alone, and a code of their phone. */
export const ProofInput = z.strictObject({
  senha: z.string().min(1).max(256),
  codigo: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
})
export type Proof = z.infer<typeof ProofInput>

export const DecideGrantInput = z.strictObject({ id: GrantIdInput, prova: ProofInput })

/** An id that nothing can have is answered like one that nothing has. */
const ApproverIdInput = z.string().regex(/^apr_[0-9A-Za-z]{22}$/, 'recurso_nao_encontrado')

export const EnrolApproverInput = z.strictObject({ senha: z.string().min(1).max(256) })
export const ShowCodeInput = z.strictObject({ id: ApproverIdInput, codigo: z.string().regex(/^\d{6}$/) })
export const ConfirmApproverInput = z.strictObject({ id: ApproverIdInput, prova: ProofInput })

/** `pede_codigo`: the phone hasn't shown a code yet. `aguarda`: somebody else has to confirm. */
export const APPROVER_STATES = ['pede_codigo', 'aguarda', 'ativo'] as const

export const ApproverSchema = z.object({
  id: z.string(),
  membro: z.string(),
  proprio: z.boolean(),
  situacao: z.enum(APPROVER_STATES),
  com_codigo: z.boolean(),
  pedido_em: z.iso.datetime({ precision: 3 }),
  confirmado_em: z.iso.datetime({ precision: 3 }).nullable(),
})
export type ApproverOnWire = z.infer<typeof ApproverSchema>
export const ApproverListSchema = z.object({ itens: z.array(ApproverSchema), proximo: z.null() })
export type ApproverList = z.infer<typeof ApproverListSchema>

/** What the phone takes, this once: to type, and as an address for its camera. */
export const NewApproverSchema = z.object({ id: z.string(), segredo: z.string(), endereco: z.string() })
export type NewApprover = z.infer<typeof NewApproverSchema>

/** What waits for a decision, with what its author asked for in the last thirty days and what came of it. */
export const GrantQueueSchema = z.object({
  itens: z.array(
    z.object({
      concessao: GrantSchema,
      historico: z.object({
        pedidas: z.int().min(0),
        aprovadas: z.int().min(0),
        recusadas: z.int().min(0),
        abertas: z.int().min(0),
      }),
    }),
  ),
  proximo: z.null(),
})
export type GrantQueueOnWire = z.infer<typeof GrantQueueSchema>
