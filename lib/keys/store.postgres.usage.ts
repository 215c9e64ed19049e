import type { Prisma } from '#lib/datastores/generated/portal/client.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import type { KeyRows } from './store.ts'
import type { UsageRow } from './usage.ts'

const dateOf = (day: string) => new Date(`${day}T00:00:00Z`)

/** One institution's usage, inside a transaction that has named it. */
export function usageRowsOf(
  tx: Prisma.TransactionClient,
  institutionId: InstitutionId,
): Pick<KeyRows, 'listUsage' | 'namesOf' | 'usageOfDay' | 'lastUses'> {
  return {
    async listUsage(from, to) {
      const rows = await tx.usageDay.findMany({
        where: { institutionId, day: { gte: dateOf(from), lte: dateOf(to) } },
        orderBy: [{ day: 'asc' }, { accessKeyId: 'asc' }, { system: 'asc' }, { purpose: 'asc' }, { secret: 'asc' }],
      })
      // CHECK constraints hold the words.
      return rows.map(({ day, accessKeyId, system, purpose, calls, refused, limited, failed, latency }) => ({
        day: day.toISOString().slice(0, 10) as UsageRow['day'],
        keyId: accessKeyId === '' ? null : accessKeyId,
        system: system as UsageRow['system'],
        purpose: purpose as UsageRow['purpose'],
        calls: Number(calls),
        refused: Number(refused),
        limited: Number(limited),
        failed: Number(failed),
        latency: latency.map(Number),
      }))
    },
    async namesOf(ids) {
      const keys = await tx.accessKey.findMany({
        where: { institutionId, id: { in: [...ids] } },
        select: { id: true, name: true },
      })
      return new Map(keys.map(({ id, name }) => [id, name]))
    },
    async usageOfDay(id, day) {
      const { _sum, _max } = await tx.usageDay.aggregate({
        where: { institutionId, accessKeyId: id, day: dateOf(day) },
        _sum: { calls: true, limited: true },
        _max: { people: true },
      })
      return { calls: Number(_sum.calls ?? 0) - Number(_sum.limited ?? 0), people: _max.people ?? 0 }
    },
    async lastUses(ids) {
      const groups = await tx.usageDay.groupBy({
        by: ['accessKeyId', 'secret'],
        where: { institutionId, accessKeyId: { in: [...ids] } },
        _max: { lastAt: true },
      })
      return groups.flatMap(({ accessKeyId, secret, _max: { lastAt } }) =>
        lastAt ? [{ keyId: accessKeyId as AccessKeyId, secret, at: lastAt }] : [],
      )
    },
  }
}
