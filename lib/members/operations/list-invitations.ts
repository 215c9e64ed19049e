import type { Role } from '#lib/access/roles.ts'
import type { Page } from '#lib/kernel/page.ts'
import { defineMembersOperation } from '../operation.ts'
import { ListInvitationsInput } from '../schemas.ts'
import type { InvitationId } from '../store.ts'

export type ListedInvitation = {
  id: InvitationId
  email: string
  role: Role
  createdAt: Date
  expiresAt: Date
  status: 'pending' | 'expired'
}

/** The institution's invitations that nobody has accepted or revoked, newest first. */
export const listInvitations = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { none: "an administrator's own team" },
  input: ListInvitationsInput,
  async run({ store, clock }, page, call): Promise<Page<ListedInvitation>> {
    const now = clock.now()
    const found = await store.within(call.actor.institutionId, (rows) => rows.invitations.listOpen(page))
    const items = found.items.map(({ id, email, role, createdAt, expiresAt }): ListedInvitation => {
      return { id, email, role, createdAt, expiresAt, status: now < expiresAt ? 'pending' : 'expired' }
    })
    return { items, next: found.next }
  },
})
