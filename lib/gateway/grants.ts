import { z } from 'zod'
import { PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import type { HttpCall, HttpClient } from './http-client.ts'
import { type LookUp, readLookUp } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokens } from './member-tokens.ts'
import { bearerFor, forwardedHeaders } from './systems.ts'

const GRANT_STATES = ['pendente', 'aprovada', 'recusada', 'encerrada', 'expirada', 'esgotada'] as const
const instant = z.iso.datetime()

/** A grant as sistema1 shows it. */
export const Grant = z.object({
  id: z.string(),
  situacao: z.enum(GRANT_STATES),
  escopo: z.enum(['pessoa', 'lote', 'busca']),
  cpf: z.string().nullable(),
  finalidade: z.enum(PURPOSES),
  motivo: z.string(),
  criada_em: instant,
  vale_de: instant.nullable(),
  expira_em: instant.nullable(),
  usos: z.number().int(),
  usos_restantes: z.number().int(),
  aprovacoes: z.array(z.object({ por: z.string(), em: instant })),
  /** Who asked, and for which proposal: shown only inside the institution. */
  solicitante: z.string().nullish(),
  relacao: z.string().nullish(),
})
export type Grant = z.infer<typeof Grant>

const GrantPage = z.object({ itens: z.array(Grant), proximo: z.string().nullable() })
export type GrantPage = z.infer<typeof GrantPage>

export type GrantRequest = {
  cpf: string
  purpose: Purpose
  reason: string
  minutes: number
  uses?: number
  relationship?: string
}

/** Grants to open rows of Base A: asked for by one person, decided by another. sistema1 enforces every rule. */
export type GrantsGateway = {
  request(caller: MemberCaller, grant: GrantRequest): Promise<LookUp<Grant>>
  list(caller: MemberCaller, page?: { limit?: number; cursor?: string }): Promise<LookUp<GrantPage>>
  find(caller: MemberCaller, id: GrantId): Promise<LookUp<Grant>>
  approve(caller: MemberCaller, id: GrantId): Promise<LookUp<Grant>>
  refuse(caller: MemberCaller, id: GrantId): Promise<LookUp<Grant>>
  end(caller: MemberCaller, id: GrantId): Promise<LookUp<Grant>>
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
        cpf,
        finalidade: purpose,
        motivo: reason,
        minutos: minutes,
        ...(uses === undefined ? {} : { usos: uses }),
        ...(relationship === undefined ? {} : { relacao: relationship }),
      }
      return call(caller, Grant, { method: 'POST', path: BASE, body })
    },
    list(caller, { limit, cursor } = {}) {
      const query = new URLSearchParams()
      if (limit !== undefined) query.set('limite', String(limit))
      if (cursor !== undefined) query.set('cursor', cursor)
      return call(caller, GrantPage, { method: 'GET', path: query.size > 0 ? `${BASE}?${query}` : BASE })
    },
    find: (caller, id) => call(caller, Grant, { method: 'GET', path: pathOf(id) }),
    approve: (caller, id) => call(caller, Grant, { method: 'POST', path: pathOf(id, '/aprovar') }),
    refuse: (caller, id) => call(caller, Grant, { method: 'POST', path: pathOf(id, '/recusar') }),
    end: (caller, id) => call(caller, Grant, { method: 'DELETE', path: pathOf(id) }),
  }
}
