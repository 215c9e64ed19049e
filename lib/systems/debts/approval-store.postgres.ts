import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
import { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import type { ApprovalStore, RequesterRecord } from './approval-store.ts'
import { answered } from './database-failures.ts'
import { changed, grantOf, partsOf, REQUEST, withinInstitution } from './grant-store.postgres.ts'
import { askerValue } from './sql-values.ts'

type ApproverColumns = {
  id: string
  member_id: string
  member_label: string
  with_totp: boolean
  shown: boolean
  asked_at: Date
  confirmed_at: Date | null
}

/** The same role and rules as the store of grants. */
export function createPostgresApprovalStore({ client }: Pick<BaseADatabase, 'client'>): ApprovalStore {
  return {
    listWaiting: (institutionId, { since, limit }) =>
      withinInstitution(client, institutionId, async (transaction) => {
        const rows = await transaction.grantRequest.findMany({
          where: { institutionId, decision: null, createdAt: { gt: since } },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
          take: limit,
          select: { ...REQUEST, requesterId: true },
        })
        const parts = await partsOf(transaction, rows)
        return rows.map((row) => ({ grant: grantOf(row, parts), requesterId: row.requesterId }))
      }),

    requesterRecords: (institutionId, { requesterIds, since }) =>
      withinInstitution(client, institutionId, async (transaction) => {
        const decided = await transaction.grantRequest.groupBy({
          by: ['requesterId', 'decision'],
          where: { institutionId, requesterId: { in: [...requesterIds] }, createdAt: { gt: since } },
          _count: true,
        })
        const used = await transaction.accessGrant.groupBy({
          by: ['granteeId'],
          where: { institutionId, granteeId: { in: [...requesterIds] }, notBefore: { gt: since } },
          _sum: { used: true },
        })
        const records = new Map<string, RequesterRecord>()
        for (const { requesterId, decision, _count } of decided) {
          const record = records.get(requesterId) ?? { asked: 0, approved: 0, refused: 0, opened: 0 }
          record.asked += _count
          if (decision === 'aprovada') record.approved += _count
          if (decision === 'recusada') record.refused += _count
          records.set(requesterId, record)
        }
        for (const { granteeId, _sum } of used) {
          const record = records.get(granteeId)
          if (record) record.opened += _sum.used ?? 0
        }
        return records
      }),

    listApprovers: (institutionId) =>
      answered(async () => {
        // Raw: a definer function; this role can't read the table, which holds what secrets are checked by.
        const rows = await client.$queryRaw<ApproverColumns[]>`SELECT * FROM control.approvers(${institutionId})`
        return rows.map((row) => ({
          id: row.id,
          memberId: row.member_id,
          memberLabel: row.member_label,
          withTotp: row.with_totp,
          shown: row.shown,
          askedAt: row.asked_at,
          confirmedAt: row.confirmed_at,
        }))
      }),
    confirmApprover: (asker, id, proof) =>
      changed(client, Prisma.sql`control.confirm_approver(${askerValue(asker)}, ${id}, ${proof}::uuid)`),
  }
}
