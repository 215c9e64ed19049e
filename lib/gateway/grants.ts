import type { Purpose } from '#lib/kernel/actor.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import type { Proof } from '#lib/systems/debts/approver-schemas.ts'
import { type GrantOnWire, type GrantPage, GrantPageSchema, GrantSchema } from '#lib/systems/debts/schemas.ts'
import type { HttpClient } from './http-client.ts'
import type { LookUp } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokens } from './member-tokens.ts'
import { createSistema1Call } from './sistema1-call.ts'

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
  approve(caller: MemberCaller, id: GrantId, proof: Proof): Promise<LookUp<GrantOnWire>>
  refuse(caller: MemberCaller, id: GrantId, proof: Proof): Promise<LookUp<GrantOnWire>>
  end(caller: MemberCaller, id: GrantId): Promise<LookUp<GrantOnWire>>
}

const BASE = '/interno/concessoes'

export function createGrantsGateway(sistema1: HttpClient, tokens: MemberTokens): GrantsGateway {
  const call = createSistema1Call(sistema1, tokens)
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
    approve: (caller, id, prova) =>
      call(caller, GrantSchema, { method: 'POST', path: pathOf(id, '/aprovar'), body: { prova } }),
    refuse: (caller, id, prova) =>
      call(caller, GrantSchema, { method: 'POST', path: pathOf(id, '/recusar'), body: { prova } }),
    end: (caller, id) => call(caller, GrantSchema, { method: 'DELETE', path: pathOf(id) }),
  }
}
