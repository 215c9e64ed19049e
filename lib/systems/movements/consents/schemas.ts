import { z } from 'zod'
import { containsCardNumber } from '#lib/identifiers/card-number-in-text.ts'
import { CpfInput } from '#lib/identifiers/schemas.ts'
import { PAGE_LIMIT } from '#lib/kernel/page.ts'
import { CONSENT_CLASSES } from '../documents.ts'

const Instant = z.iso.datetime({ precision: 3 })
const ID = /^cst_[0-9A-Za-z]{22}$/

const Terms = {
  classes: z
    .array(z.enum(CONSENT_CLASSES))
    .min(1)
    .max(CONSENT_CLASSES.length)
    .refine((classes) => new Set(classes).size === classes.length),
  evidencia: z
    .string()
    .trim()
    .min(10)
    .max(500)
    .refine((text) => !containsCardNumber(text)),
  expira_em: z.iso.datetime().transform((text) => new Date(text)),
}

/** What a consent is registered from; the institution is the caller's own. */
export const RegisterConsentInput = z.strictObject({ cpf: CpfInput, ...Terms })
/** The body of `POST /v1/consentimentos`; the door puts the CPF behind a candidate's `ref` in its place. */
export const RegisterConsentBody = z.strictObject({
  cpf: CpfInput.optional(),
  ref: z.string().max(100).optional(),
  ...Terms,
  expira_em: z.iso.datetime(),
})

export const ConsentIdInput = z.strictObject({ id: z.string().max(40) })
export const ListConsentsInput = z.strictObject({
  limite: z.int().min(1).max(PAGE_LIMIT.max).default(PAGE_LIMIT.default),
  cursor: z.string().min(1).optional(),
})

/** A consent as its institution sees it. */
export const ConsentSchema = z.object({
  id: z.string().regex(ID),
  ref: z.string(),
  cpf: z.string(),
  instituicao: z.string(),
  classes: z.array(z.enum(CONSENT_CLASSES)),
  evidencia: z.string(),
  situacao: z.enum(['vigente', 'expirado', 'retirado', 'substituido']),
  concedido_em: Instant,
  expira_em: Instant,
  encerrado_em: Instant.nullable(),
  substitui: z.string().nullable(),
  registrado_por: z.string().nullable(),
})
export type ConsentOnWire = z.infer<typeof ConsentSchema>

export const ConsentListSchema = z.object({ itens: z.array(ConsentSchema), proximo: z.string().nullable() })

/** The feed that keepers of copies follow: sistema2, for its portfolio and Base A's ranking. */
export const ConsentChangesSchema = z.object({
  itens: z.array(
    z.object({
      numero: z.int().min(1),
      instituicao: z.string(),
      cpf: z.string(),
      classes: z.array(z.enum(CONSENT_CLASSES)),
      vale_ate: Instant.nullable(),
      em: Instant,
    }),
  ),
  /** The number to go on from: of the last item, or the one asked from. */
  ultimo: z.int().min(0),
})
export type ConsentChangesOnWire = z.infer<typeof ConsentChangesSchema>
