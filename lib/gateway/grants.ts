import type { z } from 'zod'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import { type GrantOnWire, type GrantPage, GrantPageSchema, GrantSchema } from '#lib/systems/debts/schemas.ts'
import { bearerFor, forwardedHeaders } from './ask.ts'
import type { HttpCall, HttpClient } from './http-client.ts'
import { type LookUp, readLookUp } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokens } from './member-tokens.ts'

export type GrantRequest = {
  /** Whose debts; null asks to search by name and address. */
  cpf: string | null
  purpose: Purpose
  reason: string
  minutes: number
  uses?: number
  relationship?: string
}

/** Grants to open rows of Base A: asked for by one person, decided by another. sistema1 enforces every rule. */
export type GrantsGateway = {
  request(caller: MemberCaller, grant: GrantRequest): Promise<LookUp<GrantOnWire>>
  list(caller: MemberCaller, page?: { limit?: number; cursor?: string }): Promise<LookUp<GrantPage>>
  find(caller: MemberCaller, id: GrantId): Promise<LookUp<GrantOnWire>>
  approve(caller: MemberCaller, id: GrantId): Promise<LookUp<GrantOnWire>>
  refuse(caller: MemberCaller, id: GrantId): Promise<LookUp<GrantOnWire>>
  end(caller: MemberCaller, id: GrantId): Promise<LookUp<GrantOnWire>>
}

const BASE = '/interno/concessoes'

export function createGrantsGateway(sistema1: HttpClient, tokens: MemberTokens): GrantsGateway {
  async function call<Answer>(
    caller: MemberCaller,
    schema: z.ZodType<Answer>,
    request: Pick<HttpCall, 'method' | 'path'> & { body?: unknown },
  ): Promise<LookUp<Answer>> {
    const credential = await bearerFor(tokens, 'sistema1', caller)
    if (credential.kind !== 'headers') return credential
    const outcome = await sistema1.send({
      method: request.method,
      path: request.path,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...forwardedHeaders(caller),
        ...credential.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    })
    if (outcome.kind === 'answered' && outcome.status === 401) tokens.forget(caller.sessionId)
    return readLookUp(outcome, schema, caller.requestId)
  }
  const pathOf = (id: GrantId, act = '') => `${BASE}/${encodeURIComponent(id)}${act}`

  return {
    request(caller, { cpf, purpose, reason, minutes, uses, relationship }) {
      const body = {
        ...(cpf === null ? { escopo: 'busca' } : { cpf }),
        finalidade: purpose,
        motivo: reason,
        minutos: minutes,
        ...(uses === undefined ? {} : { usos: uses }),
        ...(relationship === undefined ? {} : { relacao: relationship }),
      }
      return call(caller, GrantSchema, { method: 'POST', path: BASE, body })
    },
    list(caller, { limit, cursor } = {}) {
      const query = new URLSearchParams()
      if (limit !== undefined) query.set('limite', String(limit))
      if (cursor !== undefined) query.set('cursor', cursor)
      return call(caller, GrantPageSchema, { method: 'GET', path: query.size > 0 ? `${BASE}?${query}` : BASE })
    },
    find: (caller, id) => call(caller, GrantSchema, { method: 'GET', path: pathOf(id) }),
    approve: (caller, id) => call(caller, GrantSchema, { method: 'POST', path: pathOf(id, '/aprovar') }),
    refuse: (caller, id) => call(caller, GrantSchema, { method: 'POST', path: pathOf(id, '/recusar') }),
    end: (caller, id) => call(caller, GrantSchema, { method: 'DELETE', path: pathOf(id) }),
  }
}
