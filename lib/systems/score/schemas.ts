import { z } from 'zod'
import { AddressInput, CpfInput, NameInput, RefInput, UfInput } from '#lib/identifiers/schemas.ts'
import { UFS } from '#lib/identifiers/uf.ts'
import { PAGE_LIMIT } from '#lib/kernel/page.ts'

/** Input of the look-up by CPF. */
export const FindScoreFileInput = z.strictObject({ cpf: CpfInput })

/** A page of a search holds at most this many, whatever `limite` says: it finds a person, it doesn't list a country. */
export const MAX_CANDIDATES = 20

const Limit = z.int().min(1).max(PAGE_LIMIT.max)
const Cursor = z.string().min(1).max(1_024)

/** The page of a search or a list, as a query or a body says it. */
export const PageInput = z.strictObject({ limite: Limit.default(PAGE_LIMIT.default), cursor: Cursor.optional() })

/** Input of a search by name or by address: exactly one of them. */
export const SearchCandidatesInput = z
  .strictObject({
    nome: NameInput.optional(),
    endereco: AddressInput.optional(),
    ...PageInput.shape,
  })
  .refine(({ nome, endereco }) => (nome === undefined) !== (endereco === undefined), { path: ['nome'] })

/** Body of POST …/consultas: exactly one way to say a person, and the page of a search beside `nome` or `endereco`. */
export const ConsultInput = z
  .strictObject({
    cpf: CpfInput.optional(),
    nome: NameInput.optional(),
    endereco: AddressInput.optional(),
    ref: RefInput.optional(),
    limite: Limit.optional(),
    cursor: Cursor.optional(),
  })
  .superRefine(({ cpf, nome, endereco, ref, limite, cursor }, context) => {
    const ways = [cpf, nome, endereco, ref].filter((way) => way !== undefined).length
    if (ways !== 1) context.addIssue({ code: 'custom', message: 'requisicao_invalida', path: ['cpf'] })
    else if ((cpf ?? ref) !== undefined) {
      // A file has no pages; a filter that does nothing would be believed.
      if (limite !== undefined)
        context.addIssue({ code: 'custom', message: 'parametro_desconhecido', path: ['limite'] })
      if (cursor !== undefined)
        context.addIssue({ code: 'custom', message: 'parametro_desconhecido', path: ['cursor'] })
    }
  })

const Instant = z.iso.datetime({ precision: 3 })
const Reais = z.string().regex(/^-?(0|[1-9]\d*)\.\d{2}$/)
/** A block that could not be had, and why. Never an empty list, never a zero. */
const Missing = z.object({ situacao: z.enum(['indisponivel', 'negado', 'nao_autorizado']) })

const Address = z.object({
  logradouro: z.string(),
  numero: z.string(),
  complemento: z.string().nullable(),
  bairro: z.string(),
  cidade: z.string(),
  uf: z.enum(UFS),
  cep: z.string().regex(/^\d{8}$/),
})

const Assets = z.object({
  itens: z.array(z.object({ tipo: z.string(), descricao: z.string(), valor: Reais })),
  atualizado_em: Instant,
})

/** Both values are null where no income is on record. */
const Income = z.object({
  fonte: z.string().nullable(),
  valor_mensal: Reais.nullable(),
  atualizado_em: Instant,
})

export const REASON_CODES = [
  'dividas_negativadas',
  'valor_das_dividas',
  'divida_mais_antiga',
  'maior_divida',
  'negativacao_recente',
  'comprometimento_da_renda',
  'pagamentos_em_atraso',
  'historico_curto',
  'renda_instavel',
  'patrimonio_baixo',
  'idade',
  'renda_desconhecida',
  'historico_desconhecido',
  'consultas_recentes',
  'dividas_negadas',
  'dividas_indisponiveis',
  'dados_insuficientes',
  'bloqueio_do_titular',
] as const
export type ReasonCode = (typeof REASON_CODES)[number]

const Reason = z.object({
  codigo: z.enum(REASON_CODES),
  descricao: z.string(),
  /** What it costs, in points of the score; people of the institution see it, keys don't. */
  pontos: z.int().max(0).optional(),
  /** The records that it rests on: which base and block, and the state of them. */
  registros: z.array(
    z.object({
      sistema: z.enum(['sistema1', 'sistema2']),
      bloco: z.enum(['dividas', 'renda', 'bens', 'historico', 'consultas', 'cadastro']),
      /** Under which reference that base keeps what it answered, where it does. */
      referencia: z.string().nullable(),
      atualizado_em: Instant,
    }),
  ),
  como_contestar: z.string(),
})

export const SCORE_BANDS = ['baixo', 'regular', 'bom', 'excelente'] as const
export type ScoreBand = (typeof SCORE_BANDS)[number]

/** Without a score (`sem_score`, `bloqueado`) the three values are null and `motivos` says why. */
const Score = z.object({
  situacao: z.enum(['calculado', 'sem_score', 'bloqueado']),
  valor: z.int().min(0).max(1_000).nullable(),
  faixa: z.enum(SCORE_BANDS).nullable(),
  /** The model's probability of paying. */
  probabilidade: z.number().min(0).max(1).nullable(),
  motivos: z.array(Reason).max(5),
  modelo: z.string(),
  atualizado_em: Instant,
})

const Debts = z.object({
  situacao: z.literal('disponivel'),
  quantidade: z.int().min(0),
  total: Reais,
  maior: Reais,
  atualizado_em: Instant,
})

/** The inquiry before this one; who and from where only when it was made by the caller's own institution. */
const LastInquiry = z.object({ em: Instant, ip: z.string().nullable(), usuario: z.string().nullable() })

/** Whom a search has found: enough to tell one from another, never a file. `ref` opens the file for whom searched. */
export const CandidatesSchema = z.object({
  itens: z.array(
    z.object({
      ref: z.string(),
      /** Always masked. */
      cpf: z.string(),
      nome: z.string(),
      cidade: z.string(),
      uf: z.enum(UFS),
      ano_nascimento: z.int(),
    }),
  ),
  proximo: z.string().nullable(),
})
export type Candidates = z.infer<typeof CandidatesSchema>

export const LIST_ORDERS = [
  'divida_total',
  '-divida_total',
  'divida_maior',
  '-divida_maior',
  'divida_quantidade',
  '-divida_quantidade',
  'score',
  '-score',
  'renda',
  '-renda',
] as const
export type ListOrder = (typeof LIST_ORDERS)[number]

const Age = z.int().min(0).max(150)

/** Input of the list of the caller's portfolio. */
export const ListPortfolioInput = z
  .strictObject({
    ordem: z.enum(LIST_ORDERS).default('-divida_total'),
    uf: UfInput.optional(),
    idade_de: Age.optional(),
    idade_ate: Age.optional(),
    ...PageInput.shape,
  })
  .refine(({ idade_de: from, idade_ate: to }) => from === undefined || to === undefined || from <= to, {
    path: ['idade_ate'],
  })

/** File 2: registration, income, assets, score and debt summary of one person. */
export const ScoreFileSchema = z.object({
  cpf: z.string(),
  nome: z.string(),
  idade: z.int().min(0),
  endereco: z.union([Address, Missing]),
  bens: z.union([Assets, Missing]),
  renda: z.union([Income, Missing]),
  score: z.union([Score, Missing]),
  dividas: z.union([Debts, Missing]),
  alertas: z.array(z.enum(['fraude'])),
  ultima_consulta: LastInquiry.nullable(),
  atualizado_em: Instant,
})
export type ScoreFile = z.infer<typeof ScoreFileSchema>

/** A score in a list by score: calculated now, and beside it the value kept from before that gave the row its place. */
const ListedScore = Score.extend({ usado_na_ordem: z.object({ valor: z.int(), em: Instant }).nullable().optional() })

/** One person of the caller's portfolio. Blocks obey scopes as those of a file do. */
const PortfolioRow = z.object({
  /** Opens the file for whom listed, as a candidate's does. */
  ref: z.string(),
  cpf: z.string(),
  nome: z.string(),
  idade: z.int().min(0),
  uf: z.enum(UFS),
  renda: z.union([Income, Missing]),
  score: z.union([ListedScore, Missing]),
  dividas: z.union([Debts, Missing]),
})

export const PortfolioSchema = z.object({ itens: z.array(PortfolioRow), proximo: z.string().nullable() })
export type PortfolioOnWire = z.infer<typeof PortfolioSchema>
export type ScoreReason = z.infer<typeof Reason>
