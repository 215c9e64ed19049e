import { z } from 'zod'
import { CARD_NETWORKS } from '#lib/identifiers/card-number.ts'
import { MOVEMENT_TYPES } from '#lib/identifiers/movement-type.ts'
import { CpfInput } from '#lib/identifiers/schemas.ts'
import { PAGE_LIMIT } from '#lib/kernel/page.ts'

const Limit = z.int().min(1).max(PAGE_LIMIT.max)
const Cursor = z.string().min(1)

/** Input of the look-up by CPF: the inner list of movements is paged by `limite` and `cursor`. */
export const FindMovementFileInput = z.strictObject({
  cpf: CpfInput,
  limite: Limit.default(PAGE_LIMIT.default),
  cursor: Cursor.optional(),
})

const Instant = z.iso.datetime({ precision: 3 })
const Reais = z.string().regex(/^(0|[1-9]\d*)\.\d{2}$/)
/** A block that could not be had, and why. Never an empty list, never a zero. */
const Missing = z.object({ situacao: z.enum(['indisponivel', 'negado', 'nao_autorizado']) })

/** Who else inquired is the person's to know: partners and analysts see when, where and how many. Null: none. */
const LastBureauInquiry = z.object({
  em: Instant.nullable(),
  bureau: z.object({ id: z.string(), nome: z.string() }).nullable(),
  consultas_30_dias: z.int().min(0),
  consultas_90_dias: z.int().min(0),
  atualizado_em: Instant,
})

const Movement = z.object({
  em: Instant,
  tipo: z.enum(MOVEMENT_TYPES),
  sentido: z.enum(['CREDITO', 'DEBITO']),
  valor: Reais,
  descricao: z.string(),
})

const Movements = z.object({
  itens: z.array(Movement),
  proximo: z.string().nullable(),
  atualizado_em: Instant,
})

/** All values are null where no purchase is on record. */
const LastCardPurchase = z.object({
  em: Instant.nullable(),
  valor: Reais.nullable(),
  estabelecimento: z.string().nullable(),
  cartao: z.object({ token: z.string(), bandeira: z.enum(CARD_NETWORKS), final: z.string().length(4) }).nullable(),
  atualizado_em: Instant,
})

/** The inquiry before this one; who and from where only when it was made by the caller's own institution. */
const LastInquiry = z.object({ em: Instant, ip: z.string().nullable(), usuario: z.string().nullable() })

/** File 3: last bureau inquiry, recent movements and last card purchase of one person. */
export const MovementFileSchema = z.object({
  cpf: z.string(),
  ultima_consulta_bureau: z.union([LastBureauInquiry, Missing]),
  movimentacoes: z.union([Movements, Missing]),
  ultima_compra_cartao: z.union([LastCardPurchase, Missing]),
  ultima_consulta: LastInquiry.nullable(),
  atualizado_em: Instant,
})
export type MovementFile = z.infer<typeof MovementFileSchema>
