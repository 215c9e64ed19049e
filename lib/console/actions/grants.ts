'use server'

import type { LookUp } from '#lib/gateway/index.ts'
import { parseCpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { callOf } from '#lib/members/call-of.ts'
import { services } from '#lib/runtime/services.ts'
import type { GrantOnWire } from '#lib/systems/debts/schemas.ts'
import { readInquiryContext } from '../inquiry-context.ts'
import { memberCaller } from '../session/current-member.ts'
import { failureOf, memberAction } from './define-action.ts'
import { AskGrantInput, DecideGrantInput } from './grant-inputs.ts'

/** Asks for access to a person's debts. sistema1 checks every rule again; the person is named by pseudonym only. */
export const requestGrant = memberAction({
  permission: 'concessoes:solicitar',
  input: AskGrantInput,
  async run({ person, reason, minutes }, live, visitor) {
    const { members, grants } = services()
    const found = await members.findPersonReference(callOf(live, visitor), { reference: person })
    const parse = parseCpf(found?.cpf ?? '')
    if (parse.kind !== 'valid') throw new AppError('recurso_nao_encontrado')
    const context = await readInquiryContext(live, person)
    if (!context) throw new AppError('requisicao_invalida', { reason: 'no purpose chosen' })
    const asked = await grants.request(await memberCaller(live), {
      cpf: parse.cpf,
      purpose: context.purpose,
      reason,
      minutes,
      ...(context.relationship ? { relationship: context.relationship } : {}),
    })
    return { id: grantOf(asked).id }
  },
})

export const approveGrant = memberAction({
  permission: 'concessoes:aprovar',
  input: DecideGrantInput,
  async run({ id }, live) {
    grantOf(await services().grants.approve(await memberCaller(live), id))
    return null
  },
})

export const refuseGrant = memberAction({
  permission: 'concessoes:aprovar',
  input: DecideGrantInput,
  async run({ id }, live) {
    grantOf(await services().grants.refuse(await memberCaller(live), id))
    return null
  },
})

/** Ends one's own grant before its time; sistema1 refuses another's. */
export const endGrant = memberAction({
  permission: 'concessoes:solicitar',
  input: DecideGrantInput,
  async run({ id }, live) {
    grantOf(await services().grants.end(await memberCaller(live), id))
    return null
  },
})

function grantOf(answer: LookUp<GrantOnWire>): GrantOnWire {
  if (answer.kind === 'found') return answer.file
  throw failureOf(answer)
}
