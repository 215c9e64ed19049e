import type { ApproverId } from '#lib/kernel/ids.ts'
import { type ApproverOnWire, ConfirmApproverInput } from '../approver-schemas.ts'
import { defineChangeOperation } from './define-debt-operation.ts'
import { approverAfter } from './list-approvers.ts'
import { prove } from './prove.ts'

/**
 * Puts another person's enrolment in force, with one's own proof. One's own, one whose phone hasn't shown a code, one
 * older than a day, or one that was confirmed: `conflito`.
 */
export const confirmApprover = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { event: 'approver.confirmed', tier: 'committed', subjects: () => [] },
  input: ConfirmApproverInput,
  async run({ asker, ...context }, { prova, ...input }, call): Promise<ApproverOnWire> {
    // The schema has checked the shape.
    const id = input.id as ApproverId
    const proof = await prove(context, asker, { act: 'approver.confirmed', target: id, prova })
    return approverAfter(await context.approvals.confirmApprover(asker, id, proof), context, call, id)
  },
})
