import type { DenialKind } from '#lib/access/token-denials.ts'
import type { BaseAClient, BaseADatabase } from '#lib/datastores/base-a-database.ts'
import { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import { setLocal } from '#lib/datastores/postgres.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import { answered } from './database-failures.ts'
import type { GrantLife } from './rules.ts'
import type { GrantScope } from './schemas.ts'
import { arrayValue, askerValue } from './sql-values.ts'
import type { Asker, ChangeOutcome, Grant, GrantStore, GrantViewer, NewGrant, NewSearchGrant } from './store.ts'

/** What a grant is made of. */
export const REQUEST = {
  id: true,
  scope: true,
  purpose: true,
  reason: true,
  relationship: true,
  minutes: true,
  maxUses: true,
  createdAt: true,
  decision: true,
  requesterLabel: true,
} as const satisfies Prisma.GrantRequestSelect
const SUBJECT = { requestId: true, cpfMasked: true } as const satisfies Prisma.GrantSubjectSelect
const APPROVAL = { requestId: true, approverLabel: true, at: true } as const satisfies Prisma.GrantApprovalSelect
const ACCESS = {
  requestId: true,
  notBefore: true,
  expiresAt: true,
  maxUses: true,
  used: true,
  endedAt: true,
} as const satisfies Prisma.AccessGrantSelect

export type RequestRow = Prisma.GrantRequestGetPayload<{ select: typeof REQUEST }>
type GrantParts = {
  subjects: readonly Prisma.GrantSubjectGetPayload<{ select: typeof SUBJECT }>[]
  approvals: readonly Prisma.GrantApprovalGetPayload<{ select: typeof APPROVAL }>[]
  access: readonly Prisma.AccessGrantGetPayload<{ select: typeof ACCESS }>[]
}

/** Grants and token keys by the role `basea_grants`, which changes them through definer functions only. */
export function createPostgresGrantStore({ client }: Pick<BaseADatabase, 'client'>): GrantStore {
  const within = <T>({ institutionId }: GrantViewer, read: (transaction: Prisma.TransactionClient) => Promise<T>) =>
    withinInstitution(client, institutionId, read)

  return {
    requestGrant: (asker, grant, once) =>
      answered(() =>
        client.$transaction(async (transaction) => {
          if (once !== null) {
            // Raw: a definer function that keeps the key together with the request that follows.
            const [row] = await transaction.$queryRaw<{ id: string | null }[]>`
              SELECT control.grant_of_key(
                ${askerValue(asker)}, ${once.keyHash}::bytea, ${once.bodyHash}::bytea, ${grant.id}) AS id`
            if (!row?.id) throw new AppError('chave_de_idempotencia_reutilizada')
            // The function gives back only what requests were made under.
            if (row.id !== grant.id) return row.id as GrantId
          }
          // Raw: definer functions that write the request, its people and its inquiry together.
          await transaction.$executeRaw`SELECT ${requestCall(asker, grant)}`
          return grant.id
        }),
      ),
    approveGrant: (asker, id, proof) =>
      changed(client, Prisma.sql`control.approve_grant(${askerValue(asker)}, ${id}, ${proof}::uuid)`),
    refuseGrant: (asker, id, proof) =>
      changed(client, Prisma.sql`control.refuse_grant(${askerValue(asker)}, ${id}, ${proof}::uuid)`),
    endGrant: (asker, id, { anyOfInstitution }) =>
      changed(client, Prisma.sql`control.end_grant(${askerValue(asker)}, ${id}, ${anyOfInstitution}::boolean)`),

    findGrant: (viewer, id) =>
      within(viewer, async (transaction) => {
        const row = await transaction.grantRequest.findFirst({ where: { id, ...ownedBy(viewer) }, select: REQUEST })
        if (row === null) return null
        return grantOf(row, await partsOf(transaction, [row]))
      }),
    listGrants: (viewer, { limit, after }) =>
      within(viewer, async (transaction) => {
        const rows = await transaction.grantRequest.findMany({
          where: { ...ownedBy(viewer), ...(after === null ? {} : before(after.createdAt, after.id)) },
          orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
          take: limit,
          select: REQUEST,
        })
        const parts = await partsOf(transaction, rows)
        return rows.map((row) => grantOf(row, parts))
      }),

    async storeKeySet(asker, keys) {
      await answered(
        () =>
          // Raw: a definer function that keeps the keys and records that they changed.
          client.$executeRaw`SELECT control.store_key_set(${askerValue(asker)}, ${JSON.stringify(keys)}::jsonb)`,
      )
    },
    findKeySet: () => answered(() => client.tokenKeySet.findFirst({ select: { keys: true, receivedAt: true } })),

    async storeTokenDenials({ readAt, denials }) {
      const rows = denials.map(({ kind, subject, deniedAt, expiresAt }) => ({
        kind,
        subject,
        denied_at: deniedAt,
        expires_at: expiresAt,
      }))
      await answered(
        () =>
          // Raw: a definer function; this role can't write denials otherwise.
          client.$executeRaw`SELECT control.store_token_denials(${readAt}, ${JSON.stringify(rows)}::jsonb)`,
      )
    },
    findTokenDenials: () =>
      answered(async () => {
        const list = await client.tokenDenialList.findFirst({ select: { readAt: true } })
        if (list === null) return null
        const denials = await client.tokenDenial.findMany()
        // The table's check allows no other word.
        return { readAt: list.readAt, denials: denials.map((row) => ({ ...row, kind: row.kind as DenialKind })) }
      }),
  }
}

/** A request for a grant over people, or to search, which names nobody. */
function requestCall(asker: Asker, grant: NewGrant | NewSearchGrant): Prisma.Sql {
  const { id, reason, minutes, uses } = grant
  if ('secretHash' in grant) {
    return Prisma.sql`control.request_search_grant(
      ${askerValue(asker)}, ${id}, ${reason}, ${minutes}::int, ${uses}::int, ${grant.secretHash}::bytea)`
  }
  const column = (type: 'bytea' | 'text', of: (person: NewGrant['people'][number]) => Buffer | string) =>
    arrayValue(type, grant.people.map(of))
  const subjects = column('bytea', ({ subject }) => subject)
  const masks = column('text', ({ cpfMasked }) => cpfMasked)
  const hashes = column('bytea', ({ secretHash }) => secretHash)
  return Prisma.sql`control.request_grant(
    ${askerValue(asker)}, ${id}, ${grant.scope}, ${reason}, ${minutes}::int, ${uses}::int, ${subjects}, ${masks}, ${hashes})`
}

/** Rows of one institution, which row security holds to whatever a query forgets. */
export function withinInstitution<T>(
  client: BaseAClient,
  institutionId: string,
  read: (transaction: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return answered(() =>
    client.$transaction(async (transaction) => {
      await setLocal(transaction, 'crivo.institution', institutionId)
      return read(transaction)
    }),
  )
}

/** What a definer function that decides and records in one transaction says came of it. */
export async function changed(client: BaseAClient, call: Prisma.Sql): Promise<ChangeOutcome> {
  // Raw: Prisma has no call for functions.
  const [row] = await answered(() => client.$queryRaw<{ outcome: ChangeOutcome }[]>`SELECT ${call} AS outcome`)
  if (row === undefined) throw new AppError('erro_interno', { reason: 'a function answered nothing' })
  return row.outcome
}

function ownedBy({ institutionId, requesterId }: GrantViewer): Prisma.GrantRequestWhereInput {
  return requesterId === null ? { institutionId } : { institutionId, requesterId }
}

function before(createdAt: Date, id: string): Prisma.GrantRequestWhereInput {
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { gt: id } }] }
}

/**
 * What hangs on the requests, one query after the other: one transaction is one connection, and Prisma would send the
 * queries of a nested select all at once over it.
 */
export async function partsOf(transaction: Prisma.TransactionClient, rows: readonly RequestRow[]): Promise<GrantParts> {
  const where = { requestId: { in: rows.map(({ id }) => id) } }
  return {
    subjects: await transaction.grantSubject.findMany({ where, select: SUBJECT, orderBy: { position: 'asc' } }),
    approvals: await transaction.grantApproval.findMany({ where, select: APPROVAL, orderBy: { at: 'asc' } }),
    access: await transaction.accessGrant.findMany({ where, select: ACCESS }),
  }
}

export function grantOf(row: RequestRow, parts: GrantParts): Grant {
  const ofThis = ({ requestId }: { requestId: string }) => requestId === row.id
  const access = parts.access.find(ofThis)
  return {
    // The table's checks allow no other shape or word in these four.
    id: row.id as GrantId,
    scope: row.scope as GrantScope,
    purpose: row.purpose as Purpose,
    decision: row.decision as GrantLife['decision'],
    reason: row.reason,
    relationship: row.relationship,
    minutes: row.minutes,
    uses: row.maxUses,
    createdAt: row.createdAt,
    cpfsMasked: parts.subjects.filter(ofThis).map(({ cpfMasked }) => cpfMasked),
    requesterLabel: row.requesterLabel,
    notBefore: access?.notBefore ?? null,
    access: access
      ? { expiresAt: access.expiresAt, usesLeft: access.maxUses - access.used, endedAt: access.endedAt }
      : null,
    approvals: parts.approvals.filter(ofThis).map(({ approverLabel, at }) => ({ label: approverLabel, at })),
  }
}
