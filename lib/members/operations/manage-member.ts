import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { MemberId } from '#lib/kernel/ids.ts'
import { defineMembersOperation } from '../operation.ts'
import { ChangeRoleInput, ManageMemberInput } from '../schemas.ts'
import type { InstitutionRows, Member } from '../store.ts'
import { requireMember } from './own-member.ts'

const subjects = ({ memberId }: { memberId: string }) => [memberId]

/**
 * Gives a member another role. Their sessions end and their tokens are denied: what they may do next, they sign in for.
 * One's own role is `conflito`, so that nobody promotes themselves and an institution is never left without an
 * administrator; so is an operator's. Unknown, or another institution's: `recurso_nao_encontrado`. Idempotent.
 */
export const changeMemberRole = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { event: 'member.role_changed', tier: 'committed', subjects },
  input: ChangeRoleInput,
  async run({ changes, clock }, { memberId, role }, call) {
    await changes.commit(async (rows) => {
      const member = await requireOther(rows, memberId, call)
      if (member.role === role) return
      await rows.members.setRole(member.id, role)
      await rows.sessions.endAll(member.id, clock.now())
    })
  },
})

/** Keeps a member out from this moment: sessions end, tokens are denied. Refusals as for a change of role. Idempotent. */
export const suspendMember = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { event: 'member.suspended', tier: 'committed', subjects },
  input: ManageMemberInput,
  async run({ changes, clock }, { memberId }, call) {
    await changes.commit(async (rows) => {
      const member = await requireOther(rows, memberId, call)
      await rows.members.setStatus(member.id, 'suspended')
      await rows.sessions.endAll(member.id, clock.now())
    })
  },
})

/** Lets a suspended member sign in again, with the role and the password they had. Idempotent. */
export const resumeMember = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { event: 'member.resumed', tier: 'committed', subjects },
  input: ManageMemberInput,
  async run({ changes }, { memberId }, call) {
    await changes.commit(async (rows) => {
      const member = await requireOther(rows, memberId, call)
      await rows.members.setStatus(member.id, 'active')
    })
  },
})

/** Ends all sessions of a member, who may sign in again. One's own are ended one by one: `conflito`. Idempotent. */
export const endMemberSessions = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { event: 'member.sessions_ended', tier: 'committed', subjects },
  input: ManageMemberInput,
  async run({ changes, clock }, { memberId }, call) {
    await changes.commit(async (rows) => {
      const member = await requireOther(rows, memberId, call)
      await rows.sessions.endAll(member.id, clock.now())
    })
  },
})

async function requireOther(rows: InstitutionRows, memberId: string, call: Call<Permission>): Promise<Member> {
  // The schema checked the shape; the brand exists only in the type system.
  const member = await rows.members.find(memberId as MemberId)
  if (!member) throw new AppError('recurso_nao_encontrado')
  if (member.id === requireMember(call).id || member.role === 'operator') {
    throw new AppError('conflito', { reason: 'oneself, or the platform’s operator' })
  }
  return member
}
