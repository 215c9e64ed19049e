import { z } from 'zod'
import { CARD_NETWORKS } from '#lib/identifiers/card-number.ts'
import { MOVEMENT_TYPES } from '#lib/identifiers/movement-type.ts'
import {
  BureauIdInput,
  CardInput,
  CivilDateInput,
  CpfInput,
  MovementTypeInput,
  RefInput,
} from '#lib/identifiers/schemas.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { PAGE_LIMIT } from '#lib/kernel/page.ts'

const Limit = z.int().min(1).max(PAGE_LIMIT.max)
const Cursor = z.string().min(1)

const ListPage = { limite: Limit.default(PAGE_LIMIT.default), cursor: Cursor.optional() }

/** What a look-up may say of whom it asks for: exactly one of these. */
const Person = { cpf: CpfInput.optional(), cartao: CardInput.optional() }

/** Input of the look-up of one person: the inner list of movements is paged by `limite` and `cursor`. */
export const FindMovementFileInput = z
  .strictObject({ ...Person, ...ListPage })
  .refine(({ cpf, cartao }) => (cpf === undefined) !== (cartao === undefined), { path: ['cpf'] })

/** The body of `POST …/consultas`; the door puts the CPF behind a candidate's `ref` in its place. */
export const MovementLookupBody = z.strictObject({ ...Person, ref: RefInput.optional(), ...ListPage })

/** Out there nobody has moved money: a day beyond is a mistake of whoever asks, not an empty list. */
const Day = CivilDateInput.refine((day) => day >= '1900-01-01' && day <= '2199-12-31', 'intervalo_de_datas')

/** Input of the portfolio's movements of one day in São Paulo. */
export const ListMovementsOfDayInput = z.strictObject({ data: Day, ...ListPage })
/** Input of the portfolio's movements of one type. */
export const ListMovementsOfTypeInput = z.strictObject({ tipo: MovementTypeInput, ...ListPage })
/** Input of the inquiries made of the portfolio's people at one bureau. */
export const ListBureauInquiriesInput = z.strictObject({ bureau: BureauIdInput, ...ListPage })

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
  /** Of a card's holder, for a member of an institution: opens their file in the other systems too. */
  ref: RefInput.optional(),
  ultima_consulta_bureau: z.union([LastBureauInquiry, Missing]),
  movimentacoes: z.union([Movements, Missing]),
  ultima_compra_cartao: z.union([LastCardPurchase, Missing]),
  ultima_consulta: LastInquiry.nullable(),
  atualizado_em: Instant,
})
export type MovementFile = z.infer<typeof MovementFileSchema>

/** Whose a row is. `ref` opens the person's file for ten minutes, for whoever got it. */
const RowPerson = { ref: z.string(), cpf: z.string(), nome: z.string() }

/** Movements of people in the caller's portfolio, newest first. */
export const PortfolioMovementsSchema = z.object({
  itens: z.array(z.object({ ...RowPerson, ...Movement.shape, atualizado_em: Instant })),
  proximo: z.string().nullable(),
})
export type PortfolioMovements = z.infer<typeof PortfolioMovementsSchema>

/** Inquiries made at one bureau of people in the caller's portfolio, newest first. */
export const PortfolioInquiriesSchema = z.object({
  itens: z.array(
    z.object({
      ...RowPerson,
      em: Instant,
      bureau: z.object({ id: z.string(), nome: z.string() }),
      atualizado_em: Instant,
    }),
  ),
  proximo: z.string().nullable(),
})
export type PortfolioInquiries = z.infer<typeof PortfolioInquiriesSchema>

/** A member's own last look-ups, each person once; for the portal. */
export const RecentInquiriesSchema = z.object({
  itens: z.array(
    z.object({
      ref: z.string(),
      cpf: z.string(),
      em: z.iso.datetime(),
      finalidade: z.enum(PURPOSES),
      relacao: z.string().nullable(),
    }),
  ),
})
export type RecentInquiries = z.infer<typeof RecentInquiriesSchema>
