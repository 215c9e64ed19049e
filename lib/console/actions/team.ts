'use server'

import { callOf } from '#lib/members/call-of.ts'
import { InviteMemberInput, RevokeInvitationInput } from '#lib/members/schemas.ts'
import { services } from '#lib/runtime/services.ts'
import { memberAction } from './define-action.ts'

/** Invites somebody into one's own institution; a pending invitation of the same address is replaced. */
export const inviteMember = memberAction({
  permission: 'equipe:administrar',
  input: InviteMemberInput,
  async run(input, live, visitor) {
    const { email } = await services().members.inviteMember(callOf(live, visitor), input)
    return { email }
  },
})

export const revokeInvitation = memberAction({
  permission: 'equipe:administrar',
  input: RevokeInvitationInput,
  async run(input, live, visitor) {
    await services().members.revokeInvitation(callOf(live, visitor), input)
    return null
  },
})
