import type { Page } from '#lib/kernel/page.ts'
import { defineMembersOperation } from '../operation.ts'
import { ListMembersInput } from '../schemas.ts'
import type { Member } from '../store.ts'

export type ListedMember = Pick<Member, 'id' | 'email' | 'name' | 'role' | 'status' | 'createdAt'>

/** The caller's team, by name. */
export const listMembers = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { none: "an administrator's own team" },
  input: ListMembersInput,
  async run({ store }, page, call): Promise<Page<ListedMember>> {
    const found = await store.within(call.actor.institutionId, (rows) => rows.members.list(page))
    const items = found.items.map(({ id, email, name, role, status, createdAt }) => {
      return { id, email, name, role, status, createdAt }
    })
    return { items, next: found.next }
  },
})
