import type { z } from 'zod'
import { AppError } from './app-error.ts'
import type { Call } from './call.ts'
import { fieldErrorsOf } from './field-errors.ts'

/** What an operation leaves in the ledger. Silence is possible, but needs its reason in writing. */
export type AuditDeclaration<Event extends string, Tier extends string, Input> =
  | { event: Event; tier: Tier; subjects: (input: Input) => readonly string[] }
  | { none: string }

/** What an actor must hold: one permission, or any of several where each opens a part of the answer. */
export type RequiredPermission<Permission extends string> =
  | Permission
  | { anyOf: readonly [Permission, ...Permission[]] }

export type OperationDefinition<
  Permission extends string,
  Event extends string,
  Tier extends string,
  Context,
  Schema extends z.ZodType,
  Output,
  Ground = Context,
> = {
  permission: RequiredPermission<Permission>
  audit: AuditDeclaration<Event, Tier, z.output<Schema>>
  input: Schema
  /** Refuses input that only the context can judge (a cursor's signature), before anything is recorded or spent. */
  check?(context: Ground, input: z.output<Schema>, call: Call<Permission>): void
  run(context: Context, input: z.output<Schema>, call: Call<Permission>): Promise<Output>
}

/**
 * How one system keeps its ledger. `around` runs the operation inside its record: a store that cannot record must
 * throw `auditoria_indisponivel` and give no answer. `denied` records a refused attempt; it must not throw.
 */
export type Recorder<Permission extends string, Event extends string, Context, Opened> = {
  around<Output>(
    entry: LedgerEntry<Permission, Event>,
    context: Context,
    run: (opened: Opened) => Promise<Output>,
  ): Promise<Output>
  denied(entry: LedgerEntry<Permission, Event>, context: Context, code: AppError['code']): Promise<void>
}

export type LedgerEntry<Permission extends string, Event extends string> = {
  event: Event
  subjects: readonly string[]
  call: Call<Permission>
}

export type Operation<Permission extends string, Context, Schema extends z.ZodType, Output> = {
  (context: Context, call: Call<Permission>, input: unknown): Promise<Output>
  readonly permission: RequiredPermission<Permission>
  readonly input: Schema
}

/**
 * Builds a system's `define…Operation`. The order every call follows from here on: parse and check → permission and
 * purpose → record and run → answer. A definition without `audit`, or with an unknown permission, does not compile.
 */
export function operationFactory<
  Permission extends string,
  Event extends string,
  Tier extends string,
  Context,
  Opened = unknown,
>(recorder: Recorder<Permission, Event, Context, Opened>) {
  return function define<Schema extends z.ZodType, Output>(
    definition: OperationDefinition<Permission, Event, Tier, Context & Opened, Schema, Output, Context>,
  ): Operation<Permission, Context, Schema, Output> {
    const { audit } = definition
    async function execute(context: Context, call: Call<Permission>, raw: unknown): Promise<Output> {
      const input = parseInput(definition.input, raw)
      definition.check?.(context, input, call)
      // An operation that declares no record opens nothing, so it can be handed no opened access.
      if ('none' in audit) {
        requirePermission(definition.permission, call)
        return definition.run(context as Context & Opened, input, call)
      }
      const entry = { event: audit.event, subjects: audit.subjects(input), call }
      try {
        requirePermission(definition.permission, call)
      } catch (error) {
        if (AppError.is(error)) await recorder.denied(entry, context, error.code)
        throw error
      }
      return recorder.around(entry, context, (opened) => definition.run({ ...context, ...opened }, input, call))
    }
    return Object.assign(execute, { permission: definition.permission, input: definition.input })
  }
}

/** Parses by the operation's own schema; throws an AppError that names each refused field and no value. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  const parsed = schema.safeParse(raw, { reportInput: true })
  if (parsed.success) return parsed.data
  const fields = fieldErrorsOf(parsed.error)
  throw new AppError(codeOf(fields), { fields })
}

function codeOf(fields: ReturnType<typeof fieldErrorsOf>): AppError['code'] {
  const first = fields[0]?.codigo
  if (first === 'desconhecido') return 'parametro_desconhecido'
  return first === undefined || first === 'obrigatorio' || first === 'invalido' ? 'requisicao_invalida' : first
}

function requirePermission<Permission extends string>(
  required: RequiredPermission<Permission>,
  call: Call<Permission>,
): void {
  const accepted = typeof required === 'string' ? [required] : required.anyOf
  if (!accepted.some((permission) => call.actor.permissions.has(permission))) {
    throw new AppError('escopo_insuficiente', { reason: accepted.join(' | ') })
  }
  if (!call.actor.purposes.includes(call.purpose)) throw new AppError('finalidade_nao_permitida')
}
