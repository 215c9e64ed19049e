import { z } from 'zod'
import { CpfInput } from '#lib/identifiers/schemas.ts'
import { UFS } from '#lib/identifiers/uf.ts'

/** Input of the look-up by CPF, in the path or in the body of POST …/consultas. */
export const FindScoreFileInput = z.strictObject({ cpf: CpfInput })

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
export type ScoreReason = z.infer<typeof Reason>
