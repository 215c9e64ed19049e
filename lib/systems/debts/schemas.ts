import { z } from 'zod'
import { DEBT_MODALITIES, DEBT_STATUSES, type DebtStatus } from '#lib/identifiers/debt-words.ts'
import { AddressInput, CpfInput, NameInput, RefInput } from '#lib/identifiers/schemas.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { type CivilDate, parseCivilDate } from '#lib/kernel/clock.ts'
import { PAGE_LIMIT } from '#lib/kernel/page.ts'

/** The states in which a debt may be shown at all; `rules.ts` says why. */
export const VISIBLE_STATUSES = ['negativada', 'contestada'] as const satisfies readonly DebtStatus[]
export type VisibleStatus = (typeof VISIBLE_STATUSES)[number]

export const GRANT_STATES = ['pendente', 'aprovada', 'recusada', 'encerrada', 'expirada', 'esgotada'] as const
export type GrantState = (typeof GRANT_STATES)[number]

export const GRANT_SCOPES = ['pessoa', 'lote', 'busca'] as const
export type GrantScope = (typeof GRANT_SCOPES)[number]

export const GRANT_LIMITS = { minReason: 20, maxReason: 500, maxMinutes: 60, maxUses: 100, maxPeople: 50 } as const
const DEFAULT_USES = 10

const Instant = z.iso.datetime({ precision: 3 })
const LegalDate = z.iso.date()
const Reais = z.string().regex(/^(0|[1-9]\d*)\.\d{2}$/)

const Limit = z.int().min(1).max(PAGE_LIMIT.max).default(PAGE_LIMIT.default)
const Cursor = z.string().min(1).max(1_024)
/** A proposal or contract number, as the `Relacao` header takes it. */
const Relationship = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z ._/-]{0,79}$/)
/** An id that nothing can have is answered like one that nothing has. */
export const GrantIdInput = z.string().regex(/^con_[0-9A-Za-z]{22}$/, 'recurso_nao_encontrado')

export const DEBT_ORDERS = ['valor', '-valor', 'criada_em', '-criada_em', 'vencimento', '-vencimento'] as const

/** Beyond these days nobody has a debt: a date out there is a mistake of whoever asks. */
const FIRST_DAY = '1900-01-01'
const LAST_DAY = '2199-12-31'

/** A day of a range. What isn't written like one is malformed; one that never was or is absurd makes no range. */
const RangeDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .transform((text, context): CivilDate => {
    const day = parseCivilDate(text)
    if (day !== null && day >= FIRST_DAY && day <= LAST_DAY) return day
    context.addIssue({ code: 'custom', message: 'intervalo_de_datas' })
    return z.NEVER
  })

/** Which debts of a file are listed, and in which order. They choose among what may be shown and never add to it. */
const DebtListInput = {
  divida_de: RangeDay.optional(),
  divida_ate: RangeDay.optional(),
  vencimento_de: RangeDay.optional(),
  vencimento_ate: RangeDay.optional(),
  /** Any state there is; in one that is never shown there is nothing to list. */
  situacao: z.enum(DEBT_STATUSES).optional(),
  ordem: z.enum(DEBT_ORDERS).default('-criada_em'),
  limite: Limit,
  cursor: Cursor.optional(),
}
type Ranges = Partial<Record<'divida_de' | 'divida_ate' | 'vencimento_de' | 'vencimento_ate', string | undefined>>

function refuseReversed(ranges: Ranges, context: z.RefinementCtx): void {
  const { divida_de, divida_ate, vencimento_de, vencimento_ate } = ranges
  if (isReversed(divida_de, divida_ate)) {
    context.addIssue({ code: 'custom', message: 'intervalo_de_datas', path: ['divida_ate'] })
  }
  if (isReversed(vencimento_de, vencimento_ate)) {
    context.addIssue({ code: 'custom', message: 'intervalo_de_datas', path: ['vencimento_ate'] })
  }
}
const isReversed = (from: string | undefined, to: string | undefined) =>
  from !== undefined && to !== undefined && from > to

/** Look-up by CPF. */
export const FindFileInput = z.strictObject({ cpf: CpfInput, ...DebtListInput }).superRefine(refuseReversed)

/** Look-up by exactly one of `nome` and `endereco`: candidates. A page never has more than twenty. */
export const SearchCandidatesInput = z
  .strictObject({
    nome: NameInput.optional(),
    endereco: AddressInput.optional(),
    limite: Limit,
    cursor: Cursor.optional(),
  })
  .refine(({ nome, endereco }) => (nome === undefined) !== (endereco === undefined), { path: ['nome'] })

/** How the text of a path may be forced to be read here. */
export const PATH_READINGS = ['cpf', 'nome', 'endereco'] as const
/** The query of a look-up by path. */
export const PathQueryInput = z.strictObject({ por: z.enum(PATH_READINGS).optional(), ...DebtListInput })
/** A candidate's reference; whether it's good is said by what opens it. */
/** The body of a look-up: exactly one of the four identifiers, and for a file what is listed of it. */
export const ConsultInput = z.strictObject({
  cpf: CpfInput.optional(),
  ref: RefInput.optional(),
  nome: NameInput.optional(),
  endereco: AddressInput.optional(),
  ...DebtListInput,
})

/** sistema2's question under its asker's mandate. */
export const SummarizeDebtsInput = z.strictObject({ cpf: CpfInput })

/** Many at once, each for itself. */
export const SummarizeManyInput = z.strictObject({
  cpfs: z
    .array(CpfInput)
    .min(1)
    .max(100)
    .refine((cpfs) => new Set(cpfs).size === cpfs.length),
})

/** Exactly one of `cpf`, `ref`, `cpfs` and `escopo`; a CPF that comes twice counts once. */
export const RequestGrantInput = z
  .strictObject({
    cpf: CpfInput.optional(),
    ref: RefInput.optional(),
    escopo: z.literal('busca').optional(),
    cpfs: z.array(CpfInput).min(1).max(GRANT_LIMITS.maxPeople).optional(),
    finalidade: z.enum(PURPOSES),
    motivo: z
      .string()
      .trim()
      .min(GRANT_LIMITS.minReason)
      .max(GRANT_LIMITS.maxReason)
      .regex(/^[^\p{Cc}]*$/u),
    minutos: z.int().min(1).max(GRANT_LIMITS.maxMinutes),
    usos: z.int().min(1).max(GRANT_LIMITS.maxUses).default(DEFAULT_USES),
    relacao: Relationship.optional(),
  })
  .refine(({ cpf, ref, cpfs, escopo }) => [cpf, ref, cpfs, escopo].filter((one) => one !== undefined).length === 1, {
    path: ['cpf'],
  })

export const GrantReferenceInput = z.strictObject({ id: GrantIdInput })
export const ListGrantsInput = z.strictObject({ limite: Limit, cursor: Cursor.optional() })

/** The authorization server's public keys (RFC 7517). A member that isn't public has no place here. */
export const KeySetInput = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        kty: z.literal('RSA'),
        alg: z.literal('PS256'),
        use: z.literal('sig').default('sig'),
        kid: z.string().min(1).max(128),
        n: z.string().regex(/^[A-Za-z0-9_-]{342,1400}$/),
        e: z.string().regex(/^[A-Za-z0-9_-]{2,12}$/),
      }),
    )
    .min(1)
    .max(8),
})
export type PublicKeys = z.infer<typeof KeySetInput>

const Address = z.object({
  logradouro: z.string(),
  numero: z.string(),
  complemento: z.string().nullable(),
  bairro: z.string(),
  cidade: z.string(),
  uf: z.string().length(2),
  cep: z.string().regex(/^\d{8}$/),
})

const DebtOnWire = z.object({
  credor: z.string(),
  modalidade: z.enum(DEBT_MODALITIES),
  valor: Reais,
  criada_em: LegalDate,
  vencimento: LegalDate,
  situacao: z.enum(VISIBLE_STATUSES),
})

/** File 1: a person and the debts that may be shown of them. */
export const DebtFileSchema = z.object({
  /** Masked, unless the caller may identify. */
  cpf: z.string(),
  nome: z.string(),
  endereco: Address,
  dividas: z.object({
    itens: z.array(DebtOnWire),
    proximo: z.string().nullable(),
    /** Of all visible debts that the filters ask for, not of this page. */
    total: Reais,
    atualizado_em: Instant,
  }),
  /** The inquiry before this one; who and from where only when it was the caller's own institution's. */
  ultima_consulta: z.object({ em: Instant, ip: z.string().nullable(), usuario: z.string().nullable() }).nullable(),
  atualizado_em: Instant,
})
export type DebtFile = z.infer<typeof DebtFileSchema>

/** People whom a name or an address may mean; never a file. */
export const CandidatePageSchema = z.object({
  itens: z.array(
    z.object({
      ref: z.string(),
      /** Always masked. */
      cpf: z.string(),
      nome: z.string(),
      cidade: z.string(),
      uf: z.string().length(2),
      ano_nascimento: z.int(),
    }),
  ),
  proximo: z.string().nullable(),
})
export type CandidatePage = z.infer<typeof CandidatePageSchema>

/** A grant as its institution sees it: the contract's members, and what an approver needs to decide. */
export const GrantSchema = z.object({
  id: z.string(),
  situacao: z.enum(GRANT_STATES),
  escopo: z.enum(GRANT_SCOPES),
  /** Masked; null for a `lote`, whose people are in `cpfs`, and for a `busca`, which names nobody. */
  cpf: z.string().nullable(),
  cpfs: z.array(z.string()),
  finalidade: z.enum(PURPOSES),
  motivo: z.string(),
  relacao: z.string().nullable(),
  minutos: z.int(),
  solicitante: z.string(),
  criada_em: Instant,
  /** Both null until it is approved. */
  vale_de: Instant.nullable(),
  expira_em: Instant.nullable(),
  usos: z.int(),
  usos_restantes: z.int(),
  aprovacoes: z.array(z.object({ por: z.string(), em: Instant })),
})
export type GrantOnWire = z.infer<typeof GrantSchema>

export const GrantPageSchema = z.object({ itens: z.array(GrantSchema), proximo: z.string().nullable() })
export type GrantPage = z.infer<typeof GrantPageSchema>

/** Base A's answer to sistema2: the sums, or that the asking institution has no mandate for them. */
export const DebtSummarySchema = z.discriminatedUnion('situacao', [
  z.object({
    situacao: z.literal('permitido'),
    /** Under which Base A keeps what it answered. */
    instantaneo: z.string(),
    quantidade: z.int().min(0),
    total: Reais,
    maior: Reais,
    /** The earliest due date among the visible debts. */
    mais_antiga: LegalDate.nullable(),
    /** The last day on which a listing of this person was removed, while that listing would still be visible. */
    ultima_baixa: LegalDate.nullable(),
    atualizado_em: Instant,
  }),
  z.object({ situacao: z.literal('negado') }),
])
export type DebtSummaryOnWire = z.infer<typeof DebtSummarySchema>

const TrailHash = z.string().regex(/^[0-9a-f]{64}$/)
const TrailNumber = z.int().min(0)

export const TrailEndSchema = z.object({ numero: TrailNumber })
export type TrailEndOnWire = z.infer<typeof TrailEndSchema>

/** What follows a number in the trail; `falha` is the first row that doesn't follow from the one before it. */
export const TrailSegmentSchema = z.object({
  ancora: TrailHash.nullable(),
  linhas: TrailNumber,
  fim: z.object({ numero: TrailNumber, hash: TrailHash }),
  falha: z.object({ numero: TrailNumber, motivo: z.string() }).nullable(),
})
export type TrailSegmentOnWire = z.infer<typeof TrailSegmentSchema>
