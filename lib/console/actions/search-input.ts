import { z } from 'zod'
import { CardTokenInput } from '#lib/identifiers/schemas.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { RelationshipInput } from './look-up-input.ts'

/** What gives a list instead of one person. */
export const LISTED_SHAPES = ['nome', 'endereco', 'data', 'tipo', 'bureau'] as const
export type ListedShape = (typeof LISTED_SHAPES)[number]

const Why = { purpose: z.enum(PURPOSES), relationship: RelationshipInput }

export const SearchInput = z.strictObject({
  shape: z.enum(LISTED_SHAPES),
  text: z.string().trim().min(1).max(300),
  /** Where names and addresses are searched. */
  system: z.enum(['sistema1', 'sistema2']),
  cursor: z.string().max(1_024).nullable(),
  ...Why,
})

export const OpenCandidateInput = z.strictObject({ ref: z.string().min(1).max(256), ...Why })
export const OpenCardInput = z.strictObject({ card: CardTokenInput, ...Why })
