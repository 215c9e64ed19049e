import { AppError } from '#lib/kernel/app-error.ts'
import type { SessionId } from '#lib/kernel/ids.ts'
import { defineMembersOperation } from '../operation.ts'
import { EndSessionInput } from '../schemas.ts'
import { requireMember } from './own-member.ts'

/** Ends one of one's own sessions. One that isn't there, isn't live or is someone else's: `recurso_nao_encontrado`. */
export const endSession = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { event: 'session.ended', tier: 'committed', subjects: ({ sessionId }) => [sessionId] },
  input: EndSessionInput,
  async run({ changes, clock }, { sessionId }, call) {
    const actor = requireMember(call)
    await changes.commit(async (rows) => {
      // The schema checked the shape; the brand exists only in the type system.
      const ended = await rows.sessions.end(actor.id, sessionId as SessionId, clock.now())
      if (!ended) throw new AppError('recurso_nao_encontrado')
    })
  },
})
