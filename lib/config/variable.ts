import { z } from 'zod'
import { Redacted } from '#lib/kernel/redacted.ts'

export const PROCESSES = ['front', 'auth', 'sistema1', 'sistema2', 'sistema3', 'worker', 'orchestrator'] as const
export type ProcessName = (typeof PROCESSES)[number]

/** One environment variable: how it is read, who may read it, and what the configuration page says of it. */
export type Variable<Schema extends z.ZodType = z.ZodType> = {
  schema: Schema
  processes: readonly ProcessName[]
  /** Secrets are `Redacted`, generated only in the demo, and required to be strong in production. */
  secret: boolean
  /** For docs/configuration.md; one sentence. */
  doc: string
}

export function variable<Schema extends z.ZodType>(
  processes: readonly ProcessName[],
  schema: Schema,
  doc: string,
): Variable<Schema> {
  return { schema, processes, secret: false, doc }
}

export function secretVariable<Schema extends z.ZodType>(
  processes: readonly ProcessName[],
  schema: Schema,
  doc: string,
): Variable<Schema> {
  return { schema, processes, secret: true, doc }
}

export const redacted = <Schema extends z.ZodType<string>>(schema: Schema) =>
  schema.transform((value) => new Redacted<string>(value))

/** A word that stands where a real secret should, or that anybody would try. */
export function isGuessable(value: string): boolean {
  return /change|default|secret|password|senha|example|12345/i.test(value)
}

/** A key of at least 32 characters that isn't one character repeated or a word anybody would try. */
export const strongSecret = redacted(
  z
    .string()
    .min(32)
    .refine((value) => new Set(value).size >= 10, 'weak')
    .refine((value) => !isGuessable(value), 'weak'),
)

export const databaseUrl = redacted(z.string().regex(/^postgres(ql)?:\/\//))
export const mongoUri = redacted(z.string().regex(/^mongodb(\+srv)?:\/\//))
export const port = z.coerce.number().int().min(0).max(65_535)
export const httpUrl = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/$/, ''))
export const addressList = z
  .string()
  .transform((value) => value.split(',').map((entry) => entry.trim()))
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
