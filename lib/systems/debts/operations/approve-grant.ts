import type { GrantId } from '#lib/kernel/ids.ts'
import { DecideGrantInput } from '../approver-schemas.ts'
import { grantAfter } from './change-grant.ts'
import { defineChangeOperation } from './define-debt-operation.ts'
import { prove } from './prove.ts'

/**
 * Approves another person's request of the same institution: from now it opens, for its minutes and uses. The database
 * refuses one's own request (`conflito`) whatever this code says; of two approvals that race, one gets `conflito`.
 *
 * The member's token alone approves nothing: the approver's own proof, which Base A checks and holds to this request,
 * goes with it. So whoever speaks in a member's name, the portal included, can't approve without one.
 */
export const approveGrant = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { event: 'grant.approved', tier: 'committed', subjects: () => [] },
  input: DecideGrantInput,
  async run({ asker, ...context }, { prova, ...input }, call) {
    // The schema has checked the shape.
    const id = input.id as GrantId
    const proof = await prove(context, asker, { act: 'grant.approved', target: id, prova })
    return grantAfter(await context.grants.approveGrant(asker, id, proof), context, call, id)
  },
})
