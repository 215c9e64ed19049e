import type { z } from 'zod'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import type { ErrorCode } from '#lib/kernel/app-error.ts'

/** The groups in which the document shows operations, in its order; only those with operations are in it. */
export const API_TAGS = [
  'sistema1',
  'sistema2',
  'sistema3',
  'concessoes',
  'mandatos',
  'tarefas',
  'consentimentos',
  'fontes',
  'conta',
  'chaves',
  'oauth',
  'servico',
] as const
export type ApiTag = (typeof API_TAGS)[number]

/** Request headers that an operation may read; `Accept-Language` is every operation's. */
export type ApiHeader = 'Finalidade' | 'Relacao' | 'Concessao' | 'Idempotency-Key' | 'If-None-Match'

export type ApiAnswerHeader = 'ETag' | 'Content-Language' | 'Location' | 'WWW-Authenticate' | 'Retry-After'

/** Values by name, each of which fits its schema; those of requests work with the demo's keys and people. */
export type Examples = Readonly<Record<string, unknown>>

/**
 * What stands in one `{x}` of a path: one reading, or several that are told apart by their shape. Only what nobody can
 * know beforehand (a `ref`, a new id) has no example.
 */
export type ApiPathParameter = { readings: Readonly<Record<string, { schema: z.ZodType; example?: string }>> }

export type ApiBody = {
  schema: z.ZodType
  type?: 'application/json' | 'application/x-www-form-urlencoded'
  examples: Examples
  /** Members of which one, and no second, must be there: what a schema's `refine` says and JSON Schema can't see. */
  exactlyOne?: readonly string[]
}

export type ApiAnswer = {
  description: string
  /** Left out: an answer without a body. */
  schema?: z.ZodType
  type?: string
  examples?: Examples
  /** What `Cache-Control` says, exactly. */
  cacheControl: string
  /** Further headers that every such answer has. */
  headers?: readonly ApiAnswerHeader[]
}

/**
 * What one operation of the public API says of itself, beside its code. The document is made of these and of the
 * operation's own schemas. Codes that follow from the rest are derived (see `refusals.ts`).
 */
export type ApiOperation = {
  /** `operationId`: for generated clients, so it never changes. */
  id: string
  method: 'get' | 'post' | 'delete'
  path: `/${string}`
  tag: ApiTag
  summary: string
  description: string
  /**
   * How to sign in (`key`: HTTP Basic; `token`: Bearer; none: open), and what to hold: any one of the scopes, or of the
   * sets of them.
   */
  access: { by: readonly ('key' | 'token')[]; scopes: readonly (KeyScope | readonly KeyScope[])[] }
  /** Refuses as RFC 6749 has it: such answers are declared like those of success. */
  refusesAs?: 'oauth'
  params?: Readonly<Record<string, ApiPathParameter>>
  /** A strict object whose members are the query's parameters. */
  query?: { schema: z.ZodObject; examples?: Examples }
  headers?: readonly ApiHeader[]
  body?: ApiBody
  answers: Readonly<Record<number, ApiAnswer>>
  /** `calls`: counts against the key's limits; `people`: and against its distinct people of a day. */
  limited?: 'calls' | 'people'
  /** No answer without a row in the ledger. */
  recorded?: boolean
  /** Codes that follow from nothing else here. */
  refusals?: readonly ErrorCode[]
}

/** What one room has in the document. */
export type ApiSection = {
  operations: readonly ApiOperation[]
  /** Schemas that get a name of their own. They are found again wherever they stand, by what they say. */
  components?: Readonly<Record<string, z.ZodType>>
  /** What members and parameters mean, by their name or by `Component.name`, in Portuguese. */
  words?: Readonly<Record<string, string>>
}
