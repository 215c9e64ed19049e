import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { LookUp } from '#lib/gateway/index.ts'
import { AppError, type FieldError, toAppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { LiveSession, Visitor } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { currentMember } from '../session/current-member.ts'
import { readVisitor } from '../session/request-context.ts'
import type { ActionRefusal, ActionResult } from './action-result.ts'
import { isSameOrigin } from './same-origin.ts'

type Action<Value> = (raw: unknown) => Promise<ActionResult<Value>>

type VisitorAction<Schema extends z.ZodType, Value> = {
  input: Schema
  run(input: z.output<Schema>, visitor: Visitor): Promise<Value>
}

type MemberAction<Schema extends z.ZodType, Value> = {
  permission: Permission
  input: Schema
  run(input: z.output<Schema>, live: LiveSession, visitor: Visitor): Promise<Value>
}

/** An action for somebody who isn't signed in: origin checked, input parsed, failures answered in a fixed shape. */
export function visitorAction<Schema extends z.ZodType, Value>(
  definition: VisitorAction<Schema, Value>,
): Action<Value> {
  return (raw) => answer(async (visitor) => definition.run(parseInput(definition.input, raw), visitor))
}

/**
 * An action of a signed-in member. Every call proves itself anew: same origin, a live session, the permission, the
 * input. Hiding a button is a courtesy of the page; this is the lock, and each operation behind it has its own.
 */
export function memberAction<Schema extends z.ZodType, Value>(definition: MemberAction<Schema, Value>): Action<Value> {
  return (raw) =>
    answer(async (visitor) => {
      const live = await currentMember()
      if (!live) throw new SignedOut()
      if (!live.actor.permissions.has(definition.permission)) throw new AppError('escopo_insuficiente')
      return definition.run(parseInput(definition.input, raw), live, visitor)
    })
}

class SignedOut extends Error {}

async function answer<Value>(run: (visitor: Visitor) => Promise<Value>): Promise<ActionResult<Value>> {
  const visitor = await readVisitor()
  if (!isSameOrigin(await headers())) return refused('origem_recusada', visitor)
  try {
    return { ok: true, value: await run(visitor) }
  } catch (error) {
    // Redirects and "forbidden" are thrown by Next; they aren't ours to answer.
    unstable_rethrow(error)
    if (error instanceof SignedOut) return refused('sessao_encerrada', visitor)
    const failure = toAppError(error)
    if (failure.status >= 500) {
      const { requestId } = visitor
      services().portal.logger.error({ event: 'action.failed', requestId, code: failure.code, err: failure })
    }
    return refused(failure.code, visitor, failure)
  }
}

function refused(code: ActionRefusal['code'], { requestId }: Visitor, error?: AppError): ActionResult<never> {
  const fields = (error?.fields ?? []).map(({ campo, codigo }) => ({ field: campo, code: codigo }))
  return { ok: false, refusal: { code, requestId, fields, retryAfterSeconds: error?.retryAfterSeconds ?? null } }
}

/** An answer of the gateway that isn't a file, as the error that an action answers with. */
export function failureOf(answer: Exclude<LookUp<unknown>, { kind: 'found' }>): AppError {
  const wait = answer.retryAfterSeconds
  // Codes of fields come from the same list on both sides.
  const fields = answer.kind === 'refused' ? (answer.fields as readonly FieldError[]) : []
  return new AppError(answer.code ?? 'fonte_indisponivel', {
    fields,
    ...(wait === null ? {} : { retryAfterSeconds: wait }),
  })
}
