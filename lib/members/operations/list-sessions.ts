import type { SessionId } from '#lib/kernel/ids.ts'
import { defineMembersOperation } from '../operation.ts'
import { NoInput } from '../schemas.ts'
import { requireMember } from './own-member.ts'

export type OwnSession = {
  id: SessionId
  createdAt: Date
  lastSeenAt: Date
  ip: string
  userAgent: string | null
  /** The one that asks. */
  current: boolean
}

/** One's own live sessions, the last used first. */
export const listSessions = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { none: "one's own sessions, shown to oneself" },
  input: NoInput,
  async run({ store, clock }, _input, call): Promise<readonly OwnSession[]> {
    const actor = requireMember(call)
    const sessions = await store.within(actor.institutionId, (rows) => rows.sessions.listLive(actor.id, clock.now()))
    return sessions.map(({ id, createdAt, lastSeenAt, ip, userAgent }) => ({
      id,
      createdAt,
      lastSeenAt,
      ip,
      userAgent,
      current: id === actor.sessionId,
    }))
  },
})
