import { z } from 'zod'
import { CpfInput } from '#lib/identifiers/schemas.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'

/** A proposal or contract number, in the characters that the `Relacao` header takes. */
export const RelationshipInput = z
  .string()
  .trim()
  .max(80)
  .regex(/^([0-9A-Za-z][0-9A-Za-z ._/-]*)?$/)
  .transform((text) => text || null)

export const LookUpInput = z.strictObject({
  cpf: CpfInput,
  purpose: z.enum(PURPOSES),
  relationship: RelationshipInput,
})
