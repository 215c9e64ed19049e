import type { GrantId } from '#lib/kernel/ids.ts'
import { GrantReferenceInput } from '../schemas.ts'
import { grantAfter } from './change-grant.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

/**
 * Approves another person's request of the same institution: from now it opens, for its minutes and uses. The database
 * refuses one's own request (`conflito`) whatever this code says; of two approvals that race, one gets `conflito`.
 *
 * What shows that the approver is the one who approves is, so far, the member token alone. A proof that this system
 * checks by itself (password and TOTP bound to the hash of the request) becomes another member of this input.
 */
export const approveGrant = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { event: 'grant.approved', tier: 'committed', subjects: () => [] },
  input: GrantReferenceInput,
  async run({ asker, ...context }, input, call) {
    // The schema has checked the shape.
    const id = input.id as GrantId
    return grantAfter(await context.grants.approveGrant(asker, id), context, call, id)
  },
})
