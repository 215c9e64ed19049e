import type { Prisma } from '#lib/datastores/generated/portal/client.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { SecondFactorTable } from './store.ts'

export function secondFactorTable(tx: Prisma.TransactionClient, institutionId: InstitutionId): SecondFactorTable {
  return {
    async find(id) {
      const row = await tx.member.findFirst({
        where: { institutionId, id },
        select: { totpSecret: true, totpPending: true, totpPendingAt: true },
      })
      return {
        secret: row?.totpSecret ? Buffer.from(row.totpSecret) : null,
        pending: row?.totpPending ? Buffer.from(row.totpPending) : null,
        pendingAt: row?.totpPendingAt ?? null,
      }
    },
    async keepPending(id, sealed, now) {
      const data = { totpPending: new Uint8Array(sealed), totpPendingAt: now }
      await tx.member.updateMany({ where: { institutionId, id }, data })
    },
    async enrol(id, sealed, step, codes, now) {
      await tx.member.updateMany({
        where: { institutionId, id },
        data: {
          totpSecret: new Uint8Array(sealed),
          totpSince: now,
          totpLastStep: step,
          totpPending: null,
          totpPendingAt: null,
        },
      })
      await tx.recoveryCode.deleteMany({ where: { institutionId, memberId: id } })
      const rows = codes.map((code) => ({
        codeHmac: new Uint8Array(code),
        institutionId,
        memberId: id,
        createdAt: now,
      }))
      await tx.recoveryCode.createMany({ data: rows })
    },
    async spendStep(id, step) {
      const where = { institutionId, id, totpLastStep: { lt: step } }
      return (await tx.member.updateMany({ where, data: { totpLastStep: step } })).count === 1
    },
    async spendRecoveryCode(memberId, codeHmac, now) {
      const where = { institutionId, memberId, codeHmac: new Uint8Array(codeHmac), usedAt: null }
      return (await tx.recoveryCode.updateMany({ where, data: { usedAt: now } })).count === 1
    },
    countRecoveryCodes: (memberId) => tx.recoveryCode.count({ where: { institutionId, memberId, usedAt: null } }),
    async remove(id) {
      const nothing = { totpSecret: null, totpSince: null, totpPending: null, totpPendingAt: null }
      const where = { institutionId, id, totpSince: { not: null } }
      const removed = await tx.member.updateMany({ where, data: nothing })
      await tx.recoveryCode.deleteMany({ where: { institutionId, memberId: id } })
      return removed.count === 1
    },
  }
}
