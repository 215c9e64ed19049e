import { AppError } from '#lib/kernel/app-error.ts'
import { defineMembersOperation } from '../operation.ts'
import { RevokeInvitationInput } from '../schemas.ts'
import type { InvitationId } from '../store.ts'

/** Kills an open invitation's link. One that isn't open, or is another institution's: `recurso_nao_encontrado`. */
export const revokeInvitation = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { event: 'invitation.revoked', tier: 'committed', subjects: ({ invitationId }) => [invitationId] },
  input: RevokeInvitationInput,
  async run({ changes, clock }, { invitationId }) {
    await changes.commit(async (rows) => {
      // The schema checked the shape; the brand exists only in the type system.
      const revoked = await rows.invitations.revoke(invitationId as InvitationId, clock.now())
      if (!revoked) throw new AppError('recurso_nao_encontrado')
    })
  },
})
