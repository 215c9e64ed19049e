import type { z } from 'zod'
import { bearerFor, forwardedHeaders } from './ask.ts'
import type { HttpCall, HttpClient } from './http-client.ts'
import { type LookUp, readLookUp } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokens } from './member-tokens.ts'

export type Sistema1Call = <Answer>(
  caller: MemberCaller,
  schema: z.ZodType<Answer>,
  request: Pick<HttpCall, 'method' | 'path'> & { body?: unknown },
) => Promise<LookUp<Answer>>

/** Calls of members to sistema1's own doors, where nobody is looked up. */
export function createSistema1Call(sistema1: HttpClient, tokens: MemberTokens): Sistema1Call {
  return async (caller, schema, { method, path, body }) => {
    const credential = await bearerFor(tokens, 'sistema1', caller)
    if (credential.kind !== 'headers') return credential
    const outcome = await sistema1.send({
      method,
      path,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...forwardedHeaders(caller),
        ...credential.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (outcome.kind === 'answered' && outcome.status === 401) tokens.forget(caller.sessionId)
    return readLookUp(outcome, schema, caller.requestId)
  }
}
