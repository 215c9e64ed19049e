import type { PortalDatabase } from '#lib/datastores/portal-database.ts'
import { setLocal, whenReachable } from '#lib/datastores/postgres.ts'
import type { Subject, SubjectStore } from './store.ts'

const TRANSACTION = { maxWait: 1_000, timeout: 3_000 } as const

/**
 * Sessions as the role `portal_auth` sees them: column by column, and only the rows of the session that is presented.
 * The same rule of life as the portal's own look-up, without noting the use: a token isn't a person at a keyboard.
 */
export function createPostgresSubjectStore(database: PortalDatabase): SubjectStore {
  const { client } = database
  return {
    findLive: (sessionId, now) =>
      whenReachable(() =>
        client.$transaction(async (tx): Promise<Subject | null> => {
          await setLocal(tx, 'crivo.credential', sessionId)
          const session = await tx.session.findFirst({
            where: { id: sessionId, revokedAt: null, idleExpiresAt: { gt: now }, absoluteExpiresAt: { gt: now } },
            select: { institutionId: true, memberId: true, absoluteExpiresAt: true },
          })
          if (!session) return null
          const { institutionId, memberId } = session
          await setLocal(tx, 'crivo.institution', institutionId)
          const member = await tx.member.findFirst({
            where: { institutionId, id: memberId, status: 'active' },
            select: { email: true, role: true },
          })
          const institution = await tx.institution.findFirst({
            where: { id: institutionId, status: 'active' },
            select: { purposes: true },
          })
          if (!member || !institution) return null
          // CHECK constraints of the portal's database hold the words and the shapes of ids.
          return {
            sessionId,
            memberId,
            institutionId,
            email: member.email,
            role: member.role,
            purposes: institution.purposes as readonly string[],
            sessionEndsAt: session.absoluteExpiresAt,
          } as Subject
        }, TRANSACTION),
      ),
    ping: () => database.ping(),
    close: () => database.close(),
  }
}
