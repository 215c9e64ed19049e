import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { Prisma } from '#lib/datastores/generated/portal/client.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { AccessKeyId, IdSource, InstitutionId, MemberId, RequestId, randomId } from '#lib/kernel/ids.ts'
import type { LedgerEntry, Recorder } from '#lib/kernel/operation.ts'

export type EventId = ReturnType<typeof randomId<'event'>>
export type Outcome = 'done' | 'refused' | 'throttled'

/** One row of the portal's trail. */
export type TrailEntry<Event extends string> = {
  id: EventId
  at: Date
  event: Event
  outcome: Outcome
  memberId: MemberId | null
  /** The key that acted, where no member did. */
  accessKeyId?: AccessKeyId | null
  /** Ids of what it is about; never a name or an address. */
  subjects: readonly string[]
  ip: string
  requestId: RequestId
}

/** Adds to the trail. Throws `auditoria_indisponivel` when it can't, which undoes the transaction. */
export async function recordPortalEvent(
  client: Prisma.TransactionClient,
  institutionId: InstitutionId | null,
  entry: TrailEntry<string>,
): Promise<void> {
  try {
    // `createMany` returns nothing, and so needs no right to read the trail.
    await client.portalEvent.createMany({ data: [{ ...entry, subjects: [...entry.subjects], institutionId }] })
  } catch (cause) {
    throw new AppError('auditoria_indisponivel', { reason: 'portal trail', retryAfterSeconds: 2, cause })
  }
}

/**
 * How an audited operation changes something: `commit` does the work and writes the trail in one transaction, so that
 * neither exists without the other. Slow work (hashing, mail) belongs before or after it, not inside. `created` are ids
 * that the record names besides the input's own.
 */
export type Changes<Rows> = {
  commit<T>(work: (rows: Rows) => Promise<T>, created?: readonly string[]): Promise<T>
  /** Records that the actor was refused, for answers that aren't errors. */
  refuse(): Promise<void>
}

type TrailRows<Event extends string> = { record(entry: TrailEntry<Event>): Promise<void> }

/** What a room on the portal's database needs to have for its trail. */
export type TrailContext<Rows> = {
  store: { within<T>(institutionId: InstitutionId, work: (rows: Rows) => Promise<T>): Promise<T> }
  clock: Clock
  ids: IdSource
}

/** One row of the trail for each call of an audited operation, whether it was done, refused or failed for a reason. */
export function createPortalRecorder<
  Event extends string,
  Rows extends TrailRows<Event>,
  Context extends TrailContext<Rows>,
>(): Recorder<Permission, Event, Context, { changes: Changes<Rows> }> {
  type Entry = LedgerEntry<Permission, Event>
  async function write(rows: Rows, entry: Entry, { ids, clock }: Context, outcome: Outcome): Promise<void> {
    const { actor, ip, requestId } = entry.call
    const memberId = actor.kind === 'member' ? actor.id : null
    const accessKeyId = actor.kind === 'key' ? actor.id : null
    const who = { memberId, accessKeyId, ip, requestId }
    const { event, subjects } = entry
    await rows.record({ id: ids('event'), at: clock.now(), event, outcome, subjects, ...who })
  }
  return {
    async around(entry, context, run) {
      const { institutionId } = entry.call.actor
      let recorded = false
      const commit = async <T>(outcome: Outcome, work: (rows: Rows) => Promise<T>, created: readonly string[]) => {
        const about = { ...entry, subjects: [...entry.subjects, ...created] }
        const result = await context.store.within(institutionId, async (rows) => {
          const value = await work(rows)
          await write(rows, about, context, outcome)
          return value
        })
        recorded = true
        return result
      }
      const changes: Changes<Rows> = {
        commit: (work, created = []) => commit('done', work, created),
        refuse: () => commit('refused', async () => undefined, []),
      }
      try {
        const output = await run({ changes })
        if (!recorded) throw new Error(`${entry.event}: the operation answered without a record`)
        return output
      } catch (error) {
        if (!recorded && AppError.is(error) && error.status < 500) await changes.refuse()
        throw error
      }
    },
    async denied(entry, context) {
      await context.store.within(entry.call.actor.institutionId, (rows) => write(rows, entry, context, 'refused'))
    },
  }
}
