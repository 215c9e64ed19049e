import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { IdSource } from '#lib/kernel/ids.ts'
import type { LedgerEntry, Recorder } from '#lib/kernel/operation.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Inquiry, InquiryLedger, InquiryOutcome, LedgerTransaction } from './inquiry-ledger.ts'

/** What every operation of a recording system needs beside its own stores. */
export type RecordingContext = {
  ledger: InquiryLedger
  clock: Clock
  newId: IdSource
  logger: Pick<Logger, 'error'>
}

export type AboutOptions = {
  as?: Extract<InquiryOutcome, 'answered' | 'candidate'>
  details?: ReadonlyMap<string, Inquiry['details']>
}

/** What a running operation may do with its own record. */
export type OpenedInquiry = {
  inquiry: {
    /** The instant under which it will stand in the ledger. */
    at: Date
    /** Keeps something beside the row: versions and references, never a person's data. */
    note(details: Readonly<Record<string, unknown>>): void
    /**
     * Names whom the record is about, in place of what the input names: for lists and references, whose people are only
     * known once they are found. To be called before anything of theirs can leave, refusals included. `as` says how it
     * ends if it answers; `details` what is kept beside each one's row alone.
     */
    about(people: readonly string[], how?: AboutOptions): void
    /**
     * Keeps the rows of an answer within the transaction of a change, so that neither is there without the other; none
     * are added for them afterwards. To be called last in the transaction, and again when that runs again. `people` are
     * those whom this change is about, of all that the record names, where each has a transaction of its own.
     */
    keepWith(change: LedgerTransaction, people?: readonly string[]): Promise<void>
  }
}

/**
 * Keeps one row for each person asked for, awaited before the answer leaves: no row, no answer. The person who isn't
 * there is recorded like the one who is. A failure of our own gave no data away and is left to the log.
 */
export function createInquiryRecorder<Permission extends string, Event extends string>(): Recorder<
  Permission,
  Event,
  RecordingContext,
  OpenedInquiry
> {
  return {
    async around(entry, context, run) {
      const at = context.clock.now()
      let details: Readonly<Record<string, unknown>> = {}
      let { subjects } = entry
      let how: AboutOptions = {}
      const kept = new Set<string>()
      /** Why rows could not be kept with their change, by whom they are about. */
      const losses = new Map<string, unknown>()
      const about = (people: readonly string[], options: AboutOptions = {}) => {
        subjects = people
        how = options
      }
      const note = (more: typeof details) => {
        details = { ...details, ...more }
      }
      const rowsOfAnswer = (people: readonly string[]) => {
        const end = { at, outcome: how.as ?? 'answered', code: null, details } as const
        const detailsOf = (subject: string) => ({ ...details, ...how.details?.get(subject) })
        return rowsOf({ ...entry, subjects: people }, context, end).map((row) => {
          return { ...row, details: detailsOf(row.subject) }
        })
      }
      const keepWith = async (change: LedgerTransaction, people = subjects) => {
        const whose = people.join()
        losses.delete(whose)
        try {
          await context.ledger.append(rowsOfAnswer(people), change)
        } catch (cause) {
          // As it came: whoever runs the transaction can tell from it whether to run it again.
          losses.set(whose, cause)
          throw cause
        }
        for (const person of people) kept.add(person)
      }
      try {
        const output = await run({ inquiry: { at, note, about, keepWith } })
        const left = subjects.filter((subject) => !kept.has(subject))
        if (left.length > 0) await keep(context, rowsOfAnswer(left))
        return output
      } catch (error) {
        if (!AppError.is(error) || error.status >= 500) {
          const [loss] = losses.values()
          throw loss === undefined ? error : unrecorded(loss)
        }
        const outcome = error.code === 'pessoa_nao_encontrada' ? 'not_found' : 'refused'
        await keep(context, rowsOf({ ...entry, subjects }, context, { at, outcome, code: error.code, details: {} }))
        throw error
      }
    },
    async denied(entry, context, code) {
      try {
        const at = context.clock.now()
        await context.ledger.append(rowsOf(entry, context, { at, outcome: 'refused', code, details: {} }))
      } catch (error) {
        context.logger.error({ event: 'ledger.denial_lost', requestId: entry.call.requestId, err: error })
      }
    },
  }
}

async function keep(context: RecordingContext, rows: readonly Inquiry[]): Promise<void> {
  try {
    await context.ledger.append(rows)
  } catch (cause) {
    throw unrecorded(cause)
  }
}

function unrecorded(cause: unknown): AppError {
  return new AppError('auditoria_indisponivel', { reason: 'ledger', cause })
}

function rowsOf<Permission extends string, Event extends string>(
  { event, subjects, call }: LedgerEntry<Permission, Event>,
  { newId }: RecordingContext,
  end: { at: Date; outcome: InquiryOutcome; code: Inquiry['code']; details: Inquiry['details'] },
): Inquiry[] {
  const { requestId, ip, purpose, relationship, actor } = call
  const { kind, id, label, institutionId } = actor
  const circumstances = { requestId, ip, purpose, relationship, actor: { kind, id, label, institutionId } }
  return subjects.map((subject) => ({ id: newId('inquiry'), event, subject, call: circumstances, ...end }))
}
