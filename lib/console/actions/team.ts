'use server'

import { callOf } from '#lib/members/call-of.ts'
import { ChangeRoleInput, InviteMemberInput, ManageMemberInput, RevokeInvitationInput } from '#lib/members/schemas.ts'
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

export const changeMemberRole = memberAction({
  permission: 'equipe:administrar',
  input: ChangeRoleInput,
  async run(input, live, visitor) {
    await services().members.changeMemberRole(callOf(live, visitor), input)
    return null
  },
})

export const suspendMember = memberAction({
  permission: 'equipe:administrar',
  input: ManageMemberInput,
  async run(input, live, visitor) {
    await services().members.suspendMember(callOf(live, visitor), input)
    return null
  },
})

export const resumeMember = memberAction({
  permission: 'equipe:administrar',
  input: ManageMemberInput,
  async run(input, live, visitor) {
    await services().members.resumeMember(callOf(live, visitor), input)
    return null
  },
})

export const endMemberSessions = memberAction({
  permission: 'equipe:administrar',
  input: ManageMemberInput,
  async run(input, live, visitor) {
    await services().members.endMemberSessions(callOf(live, visitor), input)
    return null
  },
})

/** Takes a colleague's second factor away, who has lost phone and recovery codes. */
export const resetSecondFactor = memberAction({
  permission: 'equipe:administrar',
  input: ManageMemberInput,
  async run(input, live, visitor) {
    await services().members.resetSecondFactor(callOf(live, visitor), input)
    return null
  },
})
