import type { ApproverId } from '#lib/kernel/ids.ts'
import {
  type ApproverList,
  ApproverListSchema,
  type ApproverOnWire,
  ApproverSchema,
  type GrantQueueOnWire,
  GrantQueueSchema,
  type NewApprover,
  NewApproverSchema,
  type Proof,
} from '#lib/systems/debts/approver-schemas.ts'
import type { HttpClient } from './http-client.ts'
import type { LookUp } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokens } from './member-tokens.ts'
import { createSistema1Call } from './sistema1-call.ts'

/** What waits for approvers, and who they are. sistema1 keeps their passwords and phones and checks every proof itself. */
export type ApprovalsGateway = {
  queue(caller: MemberCaller): Promise<LookUp<GrantQueueOnWire>>
  approvers(caller: MemberCaller): Promise<LookUp<ApproverList>>
  enrol(caller: MemberCaller, password: string): Promise<LookUp<NewApprover>>
  showCode(caller: MemberCaller, id: ApproverId, code: string): Promise<LookUp<ApproverOnWire>>
  confirm(caller: MemberCaller, id: ApproverId, proof: Proof): Promise<LookUp<ApproverOnWire>>
}

const BASE = '/interno/aprovadores'

export function createApprovalsGateway(sistema1: HttpClient, tokens: MemberTokens): ApprovalsGateway {
  const call = createSistema1Call(sistema1, tokens)
  const pathOf = (id: ApproverId, act: string) => `${BASE}/${encodeURIComponent(id)}/${act}`
  return {
    queue: (caller) => call(caller, GrantQueueSchema, { method: 'GET', path: '/interno/concessoes/fila' }),
    approvers: (caller) => call(caller, ApproverListSchema, { method: 'GET', path: BASE }),
    enrol: (caller, senha) => call(caller, NewApproverSchema, { method: 'POST', path: BASE, body: { senha } }),
    showCode: (caller, id, codigo) =>
      call(caller, ApproverSchema, { method: 'POST', path: pathOf(id, 'codigo'), body: { codigo } }),
    confirm: (caller, id, prova) =>
      call(caller, ApproverSchema, { method: 'POST', path: pathOf(id, 'confirmar'), body: { prova } }),
  }
}
