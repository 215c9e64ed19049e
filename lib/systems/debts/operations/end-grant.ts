import type { GrantId } from '#lib/kernel/ids.ts'
import { GrantReferenceInput } from '../schemas.ts'
import { grantAfter } from './change-grant.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

/**
 * Ends a live grant at once, or takes back one's own request before it is decided. Whoever may approve may end any
 * grant of the institution; others only their own, and for them another's is `recurso_nao_encontrado`. Idempotent: what
 * is over already stays as it is.
 */
export const endGrant = defineChangeOperation({
  permission: { anyOf: ['concessoes:solicitar', 'concessoes:aprovar'] },
  audit: { event: 'grant.ended', tier: 'committed', subjects: () => [] },
  input: GrantReferenceInput,
  async run({ asker, ...context }, input, call) {
    // The schema has checked the shape.
    const id = input.id as GrantId
    const anyOfInstitution = call.actor.permissions.has('concessoes:aprovar')
    return grantAfter(await context.grants.endGrant(asker, id, { anyOfInstitution }), context, call, id)
  },
})
