'use server'

import type { LookUp } from '#lib/gateway/index.ts'
import { type Cpf, parseCpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession, Visitor } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import type { GrantOnWire } from '#lib/systems/debts/schemas.ts'
import { readInquiryContext } from '../inquiry-context.ts'
import { memberCaller } from '../session/current-member.ts'
import { failureOf, memberAction } from './define-action.ts'
import { AskGrantInput, DecideGrantInput, EndGrantInput } from './grant-inputs.ts'

/** Asks for access to a person's debts, or to search Base A. sistema1 checks every rule again; a person is named by pseudonym only. */
export const requestGrant = memberAction({
  permission: 'concessoes:solicitar',
  input: AskGrantInput,
  async run({ person, reason, minutes, purpose }, live, visitor) {
    const cpf = person === null ? null : await personBehind(live, visitor, person)
    const context = await readInquiryContext(live, person ?? undefined)
    const why = purpose ?? context?.purpose
    if (!why) throw new AppError('requisicao_invalida', { reason: 'no purpose chosen' })
    const relationship = context?.relationship
    const asked = await services().grants.request(await memberCaller(live), {
      cpf,
      purpose: why,
      reason,
      minutes,
      ...(relationship ? { relationship } : {}),
    })
    const { id } = grantOf(asked)
    await services().members.tellApprovers(callOf(live, visitor), {})
    return { id }
  },
})

async function personBehind(live: LiveSession, visitor: Visitor, reference: string): Promise<Cpf> {
  const found = await services().members.findPersonReference(callOf(live, visitor), { reference })
  const parse = parseCpf(found?.cpf ?? '')
  if (parse.kind !== 'valid') throw new AppError('recurso_nao_encontrado')
  return parse.cpf
}

export const approveGrant = memberAction({
  permission: 'concessoes:aprovar',
  input: DecideGrantInput,
  async run({ id, proof }, live) {
    grantOf(await services().grants.approve(await memberCaller(live), id, proof))
    return null
  },
})

export const refuseGrant = memberAction({
  permission: 'concessoes:aprovar',
  input: DecideGrantInput,
  async run({ id, proof }, live) {
    grantOf(await services().grants.refuse(await memberCaller(live), id, proof))
    return null
  },
})

/** Ends any grant of the institution, for whoever decides on them. */
export const endAnyGrant = memberAction({
  permission: 'concessoes:aprovar',
  input: EndGrantInput,
  async run({ id }, live) {
    grantOf(await services().grants.end(await memberCaller(live), id))
    return null
  },
})

/** Ends one's own grant before its time; sistema1 refuses another's. */
export const endGrant = memberAction({
  permission: 'concessoes:solicitar',
  input: EndGrantInput,
  async run({ id }, live) {
    grantOf(await services().grants.end(await memberCaller(live), id))
    return null
  },
})

function grantOf(answer: LookUp<GrantOnWire>): GrantOnWire {
  if (answer.kind === 'found') return answer.file
  throw failureOf(answer)
}
