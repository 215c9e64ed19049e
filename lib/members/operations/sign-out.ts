import { defineMembersOperation } from '../operation.ts'
import { NoInput } from '../schemas.ts'
import { requireMember } from './own-member.ts'

/** Ends the session that calls. From its return on, the cookie that carried it is dead. Idempotent. */
export const signOut = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { event: 'session.ended', tier: 'committed', subjects: () => [] },
  input: NoInput,
  async run({ changes, clock }, _input, call) {
    const actor = requireMember(call)
    await changes.commit((rows) => rows.sessions.end(actor.id, actor.sessionId, clock.now()))
  },
})
