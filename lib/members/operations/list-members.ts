import type { Page } from '#lib/kernel/page.ts'
import { defineMembersOperation } from '../operation.ts'
import { ListMembersInput } from '../schemas.ts'
import type { Member } from '../store.ts'

/** `lastSeenAt` is of the sessions that are live now. */
export type ListedMember = Pick<
  Member,
  'id' | 'email' | 'name' | 'role' | 'status' | 'createdAt' | 'secondFactorSince'
> & {
  liveSessions: number
  lastSeenAt: Date | null
}

/** The caller's team, by name, with how many sessions of each are live. */
export const listMembers = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { none: "an administrator's own team" },
  input: ListMembersInput,
  async run({ store, clock }, page, call): Promise<Page<ListedMember>> {
    const [found, live] = await store.within(call.actor.institutionId, async (rows) => {
      const members = await rows.members.list(page)
      return [
        members,
        await rows.sessions.countLive(
          members.items.map(({ id }) => id),
          clock.now(),
        ),
      ] as const
    })
    const items = found.items.map(({ id, email, name, role, status, createdAt, secondFactorSince }) => {
      const { count = 0, lastSeenAt = null } = live.get(id) ?? {}
      return { id, email, name, role, status, createdAt, secondFactorSince, liveSessions: count, lastSeenAt }
    })
    return { items, next: found.next }
  },
})
