'use server'

import type { LookUp } from '#lib/gateway/index.ts'
import { services } from '#lib/runtime/services.ts'
import { memberCaller } from '../session/current-member.ts'
import { failureOf, memberAction } from './define-action.ts'
import { ConfirmApproverInput, EnrolInput, ShowCodeInput } from './grant-inputs.ts'

/** Asks sistema1 for an approval password and a phone of one's own; the phone's secret is answered this once. */
export const enrolApprover = memberAction({
  permission: 'concessoes:aprovar',
  input: EnrolInput,
  async run({ password }, live) {
    return foundOf(await services().approvals.enrol(await memberCaller(live), password))
  },
})

export const showApproverCode = memberAction({
  permission: 'concessoes:aprovar',
  input: ShowCodeInput,
  async run({ id, code }, live) {
    foundOf(await services().approvals.showCode(await memberCaller(live), id, code))
    return null
  },
})

/** Vouches for a colleague, with one's own proof. */
export const confirmApprover = memberAction({
  permission: 'concessoes:aprovar',
  input: ConfirmApproverInput,
  async run({ id, proof }, live) {
    foundOf(await services().approvals.confirm(await memberCaller(live), id, proof))
    return null
  },
})

function foundOf<Answer>(answer: LookUp<Answer>): Answer {
  if (answer.kind === 'found') return answer.file
  throw failureOf(answer)
}
