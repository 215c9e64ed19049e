import { z } from 'zod'
import { KEY_SCOPES } from '#lib/access/permission-catalogue.ts'
import { TIERS, type Tier } from '#lib/access/tier.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { PAGE_LIMIT } from '#lib/kernel/page.ts'

/** What each operation accepts, in the words of the wire. Free of server code: the pages' forms use these very schemas. */

export const ENVIRONMENTS = ['live', 'test'] as const
export const KEY_STATUSES = ['ativa', 'pendente', 'suspensa', 'revogada', 'expirada'] as const
export type KeyStatus = (typeof KEY_STATUSES)[number]

/** Why somebody revokes a key. */
export const STATED_REASONS = ['comprometida', 'substituida', 'sem_uso', 'outro'] as const
/** And two that only Crivo itself gives: a leak was reported, the second administrator refused. */
export const REVOCATION_REASONS = [...STATED_REASONS, 'vazada', 'recusada'] as const
export type RevocationReason = (typeof REVOCATION_REASONS)[number]

/** What a page offers; sources are known by contract, not by a click. */
export const OFFERED_SCOPES = KEY_SCOPES.filter((scope) => scope !== 'fontes:enviar')

/** The tiers that an institution has to give: its own and those below it. */
export function tiersUpTo(tier: Tier): readonly Tier[] {
  return TIERS.slice(0, TIERS.indexOf(tier) + 1)
}

export const MAX_ADDRESSES = 100
export const MAX_OVERLAP_DAYS = 30
export const MAX_SECRETS_AT_ONCE = 100

/** Words that people read, in lists and in mails: no markup, no control or invisible characters, no line ends. */
const Name = z
  .string()
  .trim()
  .min(3)
  .max(80)
  .regex(/^[^<>\p{C}\p{Zl}\p{Zp}]+$/u)
const listOf = <Item extends z.ZodType<string>>(item: Item, max: number) =>
  z
    .array(item)
    .min(1)
    .max(max)
    .refine((items) => new Set(items).size === items.length)
const Scopes = listOf(z.enum(KEY_SCOPES), KEY_SCOPES.length)
const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
/** A key's own limit: so many calls in so many seconds. */
export const OwnLimit = z.strictObject({
  limite: z.int().min(1).max(86_400_000),
  janela_s: z.int().min(1).max(86_400),
})

const Terms = {
  nome: Name,
  ambiente: z.enum(ENVIRONMENTS),
  escopos: Scopes,
  nivel: z.enum(TIERS),
  finalidades: listOf(z.enum(PURPOSES), PURPOSES.length),
  ips: z.array(z.string().max(50)).max(MAX_ADDRESSES).optional(),
  limite: OwnLimit.optional(),
}
export const CreateKeyInput = z.strictObject({ ...Terms, expira_em: Instant.optional() })
/** The body of `POST /v1/chaves`, as it is written. */
export const CreateKeyBody = z.strictObject({ ...Terms, expira_em: z.iso.datetime({ offset: true }).optional() })

/** An id of another shape is nobody's; the operation says so as it does of one that isn't there. */
export const KeyIdInput = z.strictObject({ id: z.string().max(60) })
export const RevokeKeyInput = z.strictObject({
  id: z.string().max(60),
  motivo: z.enum(STATED_REASONS).default('outro'),
})
export const RotateKeyBody = z.strictObject({
  sobreposicao_dias: z.int().min(0).max(MAX_OVERLAP_DAYS),
  escopos: Scopes.optional(),
})
export const RotateKeyInput = RotateKeyBody.extend({ id: z.string().max(60) })
export const ListKeysInput = z.strictObject({
  limite: z.int().min(1).max(PAGE_LIMIT.max).default(PAGE_LIMIT.default),
  cursor: z.string().min(1).max(60).optional(),
})
/** Days of usage, today included. */
export const USAGE_DAYS = [7, 30, 90] as const
export const UsageInput = z.strictObject({ dias: z.literal(USAGE_DAYS).default(30) })
export const NoInput = z.strictObject({})
export const ReportLeakInput = z.strictObject({
  segredos: z.array(z.string().min(1).max(200)).min(1).max(MAX_SECRETS_AT_ONCE),
})

const Moment = z.iso.datetime({ precision: 3 })

export const LimitOnWire = z.object({ limite: z.int(), janela_s: z.int() })
/** One of its secrets that still count. */
export const SecretOnWire = z.object({
  final: z.string().length(4),
  expira_em: Moment.nullable(),
  ultimo_uso_em: Moment.nullable(),
})

/** A key as its institution sees it. */
export const KeySchema = z.object({
  id: z.string().regex(/^crk_(live|test)_[0-9A-Za-z]{22}$/),
  nome: z.string(),
  ambiente: z.enum(ENVIRONMENTS),
  escopos: z.array(z.enum(KEY_SCOPES)),
  nivel: z.enum(TIERS),
  finalidades: z.array(z.enum(PURPOSES)),
  ips: z.array(z.string()),
  limite: LimitOnWire.nullable(),
  situacao: z.enum(KEY_STATUSES),
  criada_em: Moment,
  expira_em: Moment.nullable(),
  ultimo_uso_em: Moment.nullable(),
  segredos: z.array(SecretOnWire),
})
export type KeyOnWire = z.infer<typeof KeySchema>

/** With the secret, which is shown once. */
export const NewSecretSchema = KeySchema.extend({ segredo: z.string().optional() })
export type NewSecretOnWire = z.infer<typeof NewSecretSchema>
export const KeyListSchema = z.object({ itens: z.array(KeySchema), proximo: z.string().nullable() })
export const LeakReportSchema = z.object({ recebidos: z.int() })

/** What a key is, may do and has done today. */
export const AccountLimits = z.object({
  por_segundo: z.int(),
  por_dia: z.int(),
  pessoas_por_dia: z.int(),
  proprio: LimitOnWire.nullable(),
})
export const AccountUse = z.object({ hoje: z.int(), pessoas_hoje: z.int() })
export const AccountSchema = z.object({
  chave: KeySchema.shape.id,
  instituicao: z.string(),
  escopos: KeySchema.shape.escopos,
  nivel: z.enum(TIERS),
  finalidades: KeySchema.shape.finalidades,
  limites: AccountLimits,
  uso: AccountUse,
})
export type AccountOnWire = z.infer<typeof AccountSchema>
