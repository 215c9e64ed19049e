import { z } from 'zod'
import { PURPOSES } from '#lib/kernel/actor.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import { PERSON_REFERENCE } from '#lib/members/schemas.ts'
import { GRANT_LIMITS, RequestGrantInput } from '#lib/systems/debts/schemas.ts'

/** A reason and a time by sistema1's own rules; the person by the pseudonym that the page knows, null to search. */
export const AskGrantInput = z.strictObject({
  person: z.string().regex(PERSON_REFERENCE).nullable(),
  reason: RequestGrantInput.shape.motivo,
  minutes: z.int().min(1).max(GRANT_LIMITS.maxMinutes),
  /** Null: the one under which the member is looking up. */
  purpose: z.enum(PURPOSES).nullable(),
})

export const DecideGrantInput = z.strictObject({
  id: z
    .string()
    .regex(/^con_[0-9A-Za-z]{22}$/)
    // The shape was checked; the brand exists only in the type system.
    .transform((id) => id as GrantId),
})
