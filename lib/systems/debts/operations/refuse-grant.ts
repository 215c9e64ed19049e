import type { GrantId } from '#lib/kernel/ids.ts'
import { GrantReferenceInput } from '../schemas.ts'
import { grantAfter } from './change-grant.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

/** Refuses another person's request of the same institution, for good. Own, decided or expired requests: `conflito`. */
export const refuseGrant = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { event: 'grant.refused', tier: 'committed', subjects: () => [] },
  input: GrantReferenceInput,
  async run({ asker, ...context }, input, call) {
    // The schema has checked the shape.
    const id = input.id as GrantId
    return grantAfter(await context.grants.refuseGrant(asker, id), context, call, id)
  },
})
