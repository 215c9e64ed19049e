import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { type LedgerEntry, operationFactory, type Recorder } from '#lib/kernel/operation.ts'
import type { MembersContext } from './context.ts'
import type { InstitutionRows, MembersEvent, Outcome } from './store.ts'

/**
 * How an audited operation changes something: `commit` does the work and writes the trail in one transaction, so that
 * neither exists without the other. Slow work (hashing, mail) belongs before or after it, not inside. `created` are ids
 * that the record names besides the input's own.
 */
export type Changes = {
  commit<T>(work: (rows: InstitutionRows) => Promise<T>, created?: readonly string[]): Promise<T>
  /** Records that the actor was refused, for answers that aren't errors. */
  refuse(): Promise<void>
}

type Entry = LedgerEntry<Permission, MembersEvent>

async function write(rows: InstitutionRows, entry: Entry, context: MembersContext, outcome: Outcome): Promise<void> {
  const { actor, ip, requestId } = entry.call
  const memberId = actor.kind === 'member' ? actor.id : null
  const at = context.clock.now()
  await rows.record({
    id: context.ids('event'),
    at,
    event: entry.event,
    outcome,
    memberId,
    subjects: entry.subjects,
    ip,
    requestId,
  })
}

/** One row of the trail for each call of an audited operation, whether it was done, refused or failed for a reason. */
const recorder: Recorder<Permission, MembersEvent, MembersContext, { changes: Changes }> = {
  async around(entry, context, run) {
    const { institutionId } = entry.call.actor
    let recorded = false
    const commit = async <T>(
      outcome: Outcome,
      work: (rows: InstitutionRows) => Promise<T>,
      created: readonly string[],
    ) => {
      const about = { ...entry, subjects: [...entry.subjects, ...created] }
      const result = await context.store.within(institutionId, async (rows) => {
        const value = await work(rows)
        await write(rows, about, context, outcome)
        return value
      })
      recorded = true
      return result
    }
    const changes: Changes = {
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

/** The portal has one kind of record: written in the transaction of the change itself. */
export const defineMembersOperation = operationFactory<
  Permission,
  MembersEvent,
  'committed',
  MembersContext,
  { changes: Changes }
>(recorder)
