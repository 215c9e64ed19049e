import { defineMembersOperation } from '../operation.ts'
import { NoInput } from '../schemas.ts'
import { requireMember } from './own-member.ts'

/** How many of one's own recovery codes are unspent. */
export const countRecoveryCodes = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { none: "one's own account" },
  input: NoInput,
  async run({ store }, _input, call): Promise<number> {
    const actor = requireMember(call)
    return store.within(actor.institutionId, (rows) => rows.secondFactors.countRecoveryCodes(actor.id))
  },
})
