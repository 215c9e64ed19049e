import { MAX_TOKEN_SECONDS } from '#lib/access/token.ts'
import type { TokenDenial } from '#lib/access/token-denials.ts'
import type { Prisma } from '#lib/datastores/generated/portal/client.ts'
import type { PortalDatabase } from '#lib/datastores/portal-database.ts'
import { setLocal, whenReachable } from '#lib/datastores/postgres.ts'
import type { AccessKeyId, SessionId } from '#lib/kernel/ids.ts'
import type { AuthStore, LiveKey, Subject, TaskAsker } from './store.ts'

const TRANSACTION = { maxWait: 1_000, timeout: 3_000 } as const
/** The pepper that this process holds; a digest made with another one can't be compared. */
const PEPPER_VERSION = 1

type Transaction = Prisma.TransactionClient

/**
 * Sessions, keys and denials as the role `portal_auth` sees them: column by column, and only the rows of the session or
 * key that is presented. The same rule of life as the portal's own look-up of sessions, without noting the use: a token
 * isn't a person at a keyboard.
 */
export function createPostgresAuthStore(database: PortalDatabase): AuthStore {
  const { client } = database
  const presented = <T>(credential: string, read: (tx: Transaction) => Promise<T>) =>
    whenReachable(() =>
      client.$transaction(async (tx) => {
        await setLocal(tx, 'crivo.credential', credential)
        return read(tx)
      }, TRANSACTION),
    )
  return {
    findLive: (sessionId, now) => presented(sessionId, (tx) => findSubject(tx, sessionId, now)),
    findLiveKey: (id, now) => presented(id, (tx) => findKey(tx, id, now)),
    findTaskAsker: (id, now) => presented(id, (tx) => findTaskAsker(tx, id, now)),
    listDenials: (now) =>
      whenReachable(async () => {
        const rows = await client.tokenDenial.findMany({
          where: { expiresAt: { gt: now } },
          orderBy: [{ kind: 'asc' }, { subject: 'asc' }],
        })
        // A CHECK constraint holds the words.
        return rows.map((row) => ({ ...row, kind: row.kind as TokenDenial['kind'] }))
      }),
    denyToken: ({ id, expiresAt }, now) =>
      whenReachable(async () => {
        // Revoked again, or by two at once: the row that is there says the same.
        await client.tokenDenial.createMany({
          data: [{ kind: 'token', subject: id, deniedAt: now, expiresAt }],
          skipDuplicates: true,
        })
      }),
    ping: () => database.ping(),
    close: () => database.close(),
  }
}

async function findSubject(tx: Transaction, sessionId: SessionId, now: Date): Promise<Subject | null> {
  const session = await tx.session.findFirst({
    where: { id: sessionId, revokedAt: null, idleExpiresAt: { gt: now }, absoluteExpiresAt: { gt: now } },
    select: { institutionId: true, memberId: true, absoluteExpiresAt: true },
  })
  if (!session) return null
  const { institutionId, memberId, absoluteExpiresAt } = session
  return findMember(tx, { sessionId, memberId, institutionId, sessionEndsAt: absoluteExpiresAt })
}

/** Rows of the portal's database know their ids as text. */
type MemberRow = { sessionId: string; memberId: string; institutionId: string; sessionEndsAt: Date }

async function findMember(tx: Transaction, row: MemberRow): Promise<Subject | null> {
  const { institutionId, memberId } = row
  const institution = await findInstitution(tx, institutionId)
  const member = await tx.member.findFirst({
    where: { institutionId, id: memberId, status: 'active' },
    select: { email: true, role: true },
  })
  if (!member || !institution) return null
  // CHECK constraints of the portal's database hold the words and the shapes of ids.
  return {
    ...row,
    email: member.email,
    role: member.role,
    purposes: institution.purposes as readonly string[],
  } as Subject
}

/** The task outlives the session in which it was asked for, but neither the member nor the key. */
async function findTaskAsker(tx: Transaction, id: string, now: Date): Promise<TaskAsker | null> {
  const task = await tx.task.findFirst({
    where: { id, state: 'executando', leaseUntil: { gt: now } },
    select: { institutionId: true, memberId: true, sessionId: true, accessKeyId: true },
  })
  if (!task) return null
  const { institutionId, memberId, sessionId, accessKeyId } = task
  if (memberId !== null && sessionId !== null) {
    const sessionEndsAt = new Date(now.getTime() + MAX_TOKEN_SECONDS * 1_000)
    const subject = await findMember(tx, { sessionId, memberId, institutionId, sessionEndsAt })
    return subject && { kind: 'member', subject }
  }
  // A CHECK constraint sees to it that it was a key, then.
  const keyId = accessKeyId as AccessKeyId
  await setLocal(tx, 'crivo.credential', keyId)
  const key = await findKey(tx, keyId, now)
  return key && key.institutionId === institutionId ? { kind: 'key', key } : null
}

async function findKey(tx: Transaction, id: AccessKeyId, now: Date): Promise<LiveKey | null> {
  const notOver = { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
  const key = await tx.accessKey.findFirst({
    // Test keys reach only the sandbox, which isn't there; the portal's own key is for sistema3.
    where: { id, kind: 'partner', environment: 'live', status: 'ativa', ...notOver },
    select: {
      institutionId: true,
      scopes: true,
      tier: true,
      purposes: true,
      ips: true,
      expiresAt: true,
      limitQuota: true,
      limitSeconds: true,
    },
  })
  // For nobody as many statements as for somebody, so that the time of a refusal doesn't tell the two apart.
  const institution = await findInstitution(tx, key?.institutionId ?? '')
  const secrets = await tx.accessKeySecret.findMany({
    where: { accessKeyId: id, pepperVersion: PEPPER_VERSION, ...notOver },
    select: { secretHmac: true },
  })
  if (!key || !institution) return null
  const { limitQuota, limitSeconds, ...terms } = key
  return {
    ...terms,
    limit: limitQuota === null || limitSeconds === null ? null : { quota: limitQuota, seconds: limitSeconds },
    id,
    // A CHECK constraint holds the shape of ids, and the portal writes only known scopes, tiers and purposes.
    institutionId: key.institutionId as LiveKey['institutionId'],
    scopes: key.scopes as readonly string[] as LiveKey['scopes'],
    tier: key.tier as LiveKey['tier'],
    purposes: key.purposes as readonly string[] as LiveKey['purposes'],
    secretDigests: secrets.map(({ secretHmac }) => secretHmac),
  }
}

async function findInstitution(tx: Transaction, id: string) {
  await setLocal(tx, 'crivo.institution', id)
  return tx.institution.findFirst({ where: { id, status: 'active' }, select: { purposes: true } })
}
