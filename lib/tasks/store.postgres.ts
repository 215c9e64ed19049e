import { recordPortalEvent } from '#lib/audit/portal-trail.ts'
import type * as Rows from '#lib/datastores/generated/portal/client.ts'
import { type PortalClient, withinInstitution } from '#lib/datastores/portal-database.ts'
import { isUniqueViolation } from '#lib/datastores/postgres.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { InstitutionId, TaskId } from '#lib/kernel/ids.ts'
import type { TaskRows, TasksStore } from './store.ts'
import type { Asker, Task } from './task.ts'

type Transaction = Rows.Prisma.TransactionClient
const OPEN = ['na_fila', 'executando']

/** Tasks in the portal's Postgres, as the role `portal_app`: inside one institution, which each query names again. */
export function createPostgresTasksStore(client: PortalClient): TasksStore {
  return {
    within: (institutionId, work) => withinInstitution(client, institutionId, (tx) => work(rowsOf(tx, institutionId))),
  }
}

function rowsOf(tx: Transaction, institutionId: InstitutionId): TaskRows {
  const ofAsker = (asker: Asker) =>
    asker.kind === 'member' ? { institutionId, memberId: asker.id } : { institutionId, accessKeyId: asker.id }

  return {
    async find(id, asker) {
      const row = await tx.task.findFirst({ where: { ...ofAsker(asker), id } })
      return row && taskOf(row)
    },
    async list(asker, { limit, cursor }) {
      const rows = await tx.task.findMany({
        where: ofAsker(asker),
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
        ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
      })
      const items = rows.slice(0, limit).map(taskOf)
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
    },
    countOpen: (asker) => tx.task.count({ where: { ...ofAsker(asker), endedAt: null } }),
    async insert({ asker, ...task }, lines) {
      const who =
        asker.kind === 'member' ? { memberId: asker.id, sessionId: asker.sessionId } : { accessKeyId: asker.id }
      await tx.task.createMany({ data: [{ ...task, ...who, institutionId, dueAt: task.createdAt }] })
      const rows = lines.map(({ line, sealedCpf }) => ({ line, sealedCpf: new Uint8Array(sealedCpf) }))
      await tx.taskRow.createMany({ data: rows.map((row) => ({ ...row, institutionId, taskId: task.id })) })
    },
    async cancel(id, endedAt, expiresAt) {
      await tx.task.updateMany({
        where: { institutionId, id, state: { in: OPEN } },
        data: { state: 'cancelada', endedAt, expiresAt },
      })
    },
    async linesAfter(taskId, after, limit) {
      const rows = await tx.taskRow.findMany({
        where: { institutionId, taskId, line: { gt: after }, sealedResult: { not: null } },
        orderBy: { line: 'asc' },
        take: limit,
        select: { line: true, sealedResult: true },
      })
      return rows.map(({ line, sealedResult }) => ({ line, sealedResult: Buffer.from(sealedResult ?? []) }))
    },
    async scopesOf(id, now) {
      const notOver = { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
      const key = await tx.accessKey.findFirst({
        where: { institutionId, id, kind: 'partner', environment: 'live', status: 'ativa', ...notOver },
        select: { scopes: true },
      })
      return key?.scopes ?? []
    },
    async findRequest({ caller, idempotencyKey }) {
      const before = await tx.taskRequest.findFirst({ where: { institutionId, caller, idempotencyKey } })
      // A CHECK constraint holds the shape of ids.
      return before && { id: before.taskId as TaskId, digest: Buffer.from(before.digest) }
    },
    async noteRequest({ caller, idempotencyKey, digest }, taskId) {
      const data = { institutionId, caller, idempotencyKey, digest: new Uint8Array(digest), taskId }
      try {
        await tx.taskRequest.createMany({ data: [data] })
      } catch (cause) {
        // Two at once: the other one is there, and whoever asks again is told of it.
        if (isUniqueViolation(cause)) throw new AppError('conflito', { reason: 'the same request at once', cause })
        throw cause
      }
    },
    record: (entry) => recordPortalEvent(tx, institutionId, entry),
  }
}

function taskOf({ memberId, sessionId, accessKeyId, ...row }: Rows.Task): Task {
  const { leasedBy: _l, leaseUntil: _u, dueAt: _d, tries: _t, ...task } = row
  const asker = memberId === null ? { kind: 'key', id: accessKeyId } : { kind: 'member', id: memberId, sessionId }
  // CHECK constraints hold the words, the shapes of ids, and that there is exactly one asker.
  return { ...task, asker } as object as Task
}
