import type { Role } from '#lib/access/roles.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { invitationLetter } from '#lib/mail/index.ts'
import { createOneTimeToken, digestOfToken, linkWithToken } from '../one-time-token.ts'
import { defineMembersOperation } from '../operation.ts'
import { InviteMemberInput } from '../schemas.ts'
import type { InvitationId } from '../store.ts'
import { requireMember } from './own-member.ts'

export const INVITATION_DAYS = 7

export type Invited = { id: InvitationId; email: string; role: Role; expiresAt: Date }

/**
 * Invites somebody to the caller's institution, by a letter with a link good once and for seven days. Inviting an
 * address again replaces its open invitation, so a letter that failed (`fonte_indisponivel`) is simply sent anew.
 * `conflito` when the address is in this team already; whether it has an account elsewhere isn't said.
 */
export const inviteMember = defineMembersOperation({
  permission: 'equipe:administrar',
  // The address stands in the invitation's row; the trail names that by its id, which is chosen while it runs.
  audit: { event: 'member.invited', tier: 'committed', subjects: () => [] },
  input: InviteMemberInput,
  async run({ changes, clock, ids, mail, publicUrl }, { email, role, language }, call): Promise<Invited> {
    const actor = requireMember(call)
    const token = createOneTimeToken()
    const now = clock.now()
    const expiresAt = new Date(now.getTime() + INVITATION_DAYS * 86_400_000)
    const invitation = {
      id: ids('invitation'),
      email,
      role,
      language,
      invitedById: actor.id,
      createdAt: now,
      expiresAt,
    }
    const institution = await changes.commit(
      async (rows) => {
        if (await rows.members.findByEmail(email)) throw new AppError('conflito', { reason: 'in the team already' })
        await rows.invitations.revokeOpen(email, now)
        await rows.invitations.insert({ ...invitation, tokenHash: digestOfToken(token) })
        return rows.institution.name()
      },
      [invitation.id],
    )
    const link = linkWithToken(publicUrl, '/convite', token)
    await mail.send({ to: email, ...invitationLetter(language, { link, institution, days: INVITATION_DAYS }) })
    return { id: invitation.id, email, role, expiresAt }
  },
})
