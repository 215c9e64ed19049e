import type { GrantId } from '#lib/kernel/ids.ts'
import { DecideGrantInput } from '../approver-schemas.ts'
import { grantAfter } from './change-grant.ts'
import { defineChangeOperation } from './define-debt-operation.ts'
import { prove } from './prove.ts'

/**
 * Refuses another person's request of the same institution, for good, with a proof like an approval's. Own, decided or
 * expired requests: `conflito`.
 */
export const refuseGrant = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { event: 'grant.refused', tier: 'committed', subjects: () => [] },
  input: DecideGrantInput,
  async run({ asker, ...context }, { prova, ...input }, call) {
    // The schema has checked the shape.
    const id = input.id as GrantId
    const proof = await prove(context, asker, { act: 'grant.refused', target: id, prova })
    return grantAfter(await context.grants.refuseGrant(asker, id, proof), context, call, id)
  },
})
