import { PORTAL_TRANSACTION, type PortalClient } from '#lib/datastores/portal-database.ts'
import { whenReachable } from '#lib/datastores/postgres.ts'
import type { HeldTask, TaskWorkStore } from './work-store.ts'

/** As the role `portal_worker`, which sees every institution's tasks and can't change who asked for what. */
export function createPostgresTaskWorkStore(client: PortalClient): TaskWorkStore {
  const held = ({ id, leasedBy }: HeldTask) => ({ id, leasedBy, state: 'executando' })
  return {
    take: (leasedBy, now, leaseMs) =>
      whenReachable(async () => {
        const until = new Date(now.getTime() + leaseMs)
        // One statement: of two workers at once, the second passes over the row that the first has locked.
        const [task] = await client.$queryRaw<HeldTask[]>`
          UPDATE public.task SET state = 'executando', tries = tries + 1, leased_by = ${leasedBy},
            lease_until = ${until}::timestamptz, started_at = coalesce(started_at, ${now}::timestamptz)
          WHERE id = (
            SELECT t.id FROM public.task t
            WHERE t.state IN ('na_fila', 'executando') AND t.due_at <= ${now}::timestamptz
              AND (t.lease_until IS NULL OR t.lease_until <= ${now}::timestamptz)
            ORDER BY t.due_at, t.id LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING id, leased_by AS "leasedBy", tries, purpose, relationship, ip`
        return task ?? null
      }),
    linesToDo: (taskId, limit) =>
      whenReachable(async () => {
        const rows = await client.taskRow.findMany({
          where: { taskId, sealedResult: null },
          orderBy: { line: 'asc' },
          take: limit,
          select: { line: true, sealedCpf: true },
        })
        return rows.map(({ line, sealedCpf }) => ({ line, sealedCpf: Buffer.from(sealedCpf) }))
      }),
    saveLine: (task, line, sealedResult, leaseUntil) =>
      whenReachable(() =>
        client.$transaction(async (tx) => {
          // The task first: whoever cancels or takes over at this moment waits, or has been before.
          const { count } = await tx.task.updateMany({
            where: held(task),
            data: { done: { increment: 1 }, tries: 0, leaseUntil },
          })
          if (count === 0) return false
          const done = await tx.taskRow.updateMany({
            where: { taskId: task.id, line, sealedResult: null },
            data: { sealedResult: new Uint8Array(sealedResult) },
          })
          if (done.count !== 1) throw new Error('a line of a held task was done by somebody else')
          return true
        }, PORTAL_TRANSACTION),
      ),
    giveBack: (task, dueAt, { countTry }) =>
      whenReachable(async () => {
        const data = { leasedBy: null, leaseUntil: null, dueAt, ...(countTry ? {} : { tries: 0 }) }
        await client.task.updateMany({ where: held(task), data })
      }),
    end: (task, state, reason, endedAt, expiresAt) =>
      whenReachable(async () => {
        const data = { state, reason, endedAt, expiresAt, leasedBy: null, leaseUntil: null }
        await client.task.updateMany({ where: held(task), data })
      }),
    deleteExpiredBefore: (instant) =>
      whenReachable(async () => (await client.task.deleteMany({ where: { expiresAt: { lt: instant } } })).count),
  }
}
