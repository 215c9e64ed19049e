import { z } from 'zod'
import type { ErrorCode } from '#lib/kernel/app-error.ts'
import { KNOWN_INPUTS } from './known-inputs.ts'

/** JSON, as far as a schema goes. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** Whether a schema is read (what callers may send) or written (what they get). */
export type Direction = 'input' | 'output'

const INSTANT_PATTERN = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$'

/**
 * A zod schema as JSON Schema 2020-12, without references, and the codes with which the parsers in it refuse. Answers
 * stay open to new members: whoever reads them must not break when one is added. What JSON Schema can't say (the result
 * of a parser) is an error, or with `any` a schema that allows everything.
 */
export function jsonSchemaOf(
  schema: z.ZodType,
  direction: Direction,
  unrepresentable: 'throw' | 'any' = 'throw',
): { json: JsonObject; codes: Set<ErrorCode> } {
  const codes = new Set<ErrorCode>()
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: direction,
    unrepresentable,
    override({ zodSchema, jsonSchema }) {
      // zod's own view of a schema and the public one are the same object.
      const known = KNOWN_INPUTS.get(zodSchema as unknown as z.ZodType)
      if (known) Object.assign(jsonSchema, known.says)
      for (const code of known?.codes ?? []) codes.add(code)
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      // zod writes the whole calendar into a pattern; `format` says it.
      if (jsonSchema.format === 'date') delete jsonSchema.pattern
      if (jsonSchema.format === 'date-time') jsonSchema.pattern = INSTANT_PATTERN
      if (direction === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  // What `toJSONSchema` gives is made of JSON values only; its type also allows for a `~standard` that isn't there.
  return { json: JSON.parse(JSON.stringify(json)) as JsonObject, codes }
}

/** One spelling of a value: members in alphabetical order. */
export function canonical(value: Json): string {
  return JSON.stringify(value, (_key, member) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  )
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
