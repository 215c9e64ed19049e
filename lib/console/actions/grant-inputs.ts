import { z } from 'zod'
import { PURPOSES } from '#lib/kernel/actor.ts'
import type { ApproverId, GrantId } from '#lib/kernel/ids.ts'
import { PERSON_REFERENCE } from '#lib/members/schemas.ts'
import { ProofInput } from '#lib/systems/debts/approver-schemas.ts'
import { GRANT_LIMITS, RequestGrantInput } from '#lib/systems/debts/schemas.ts'

/** A reason and a time by sistema1's own rules; the person by the pseudonym that the page knows, null to search. */
export const AskGrantInput = z.strictObject({
  person: z.string().regex(PERSON_REFERENCE).nullable(),
  reason: RequestGrantInput.shape.motivo,
  minutes: z.int().min(1).max(GRANT_LIMITS.maxMinutes),
  /** Null: the one under which the member is looking up. */
  purpose: z.enum(PURPOSES).nullable(),
})

export const EndGrantInput = z.strictObject({
  id: z
    .string()
    .regex(/^con_[0-9A-Za-z]{22}$/)
    // The shape was checked; the brand exists only in the type system.
    .transform((id) => id as GrantId),
})

/** What sistema1 takes as a proof, which it alone can judge. */
const proof = ProofInput

export const DecideGrantInput = EndGrantInput.extend({ proof })

const ApproverIdInput = z
  .string()
  .regex(/^apr_[0-9A-Za-z]{22}$/)
  // As above.
  .transform((id) => id as ApproverId)

export const EnrolInput = z.strictObject({ password: ProofInput.shape.senha })
export const ShowCodeInput = z.strictObject({ id: ApproverIdInput, code: z.string().regex(/^\d{6}$/) })
export const ConfirmApproverInput = z.strictObject({ id: ApproverIdInput, proof })
