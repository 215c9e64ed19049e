import { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import { isUnreachable, wordsOf } from '#lib/datastores/postgres.ts'
import { AppError } from '#lib/kernel/app-error.ts'

const RETRY_AFTER_SECONDS = 2
/** Prisma's code for a transaction that got no connection in time. */
const NO_CONNECTION_IN_TIME = 'P2028'

/** A lock that nobody gives back, a full disk, a right that was taken away, a chain without its head. */
const UNRECORDED = new RegExp(
  [
    '\\b(55P03|53100|25006)\\b',
    'permission denied for table (inquiry|inquiry_outcome|search_question|search_hit|trail_link|trail_head)\\b',
    'the trail has no head',
  ].join('|'),
)

/** The writing half of an access: whatever goes wrong, there is no record, and so no answer. */
export async function recorded<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    throw unrecorded(cause)
  }
}

function unrecorded(cause: unknown): AppError {
  return new AppError('auditoria_indisponivel', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause })
}

/** Any other work: a full pool, an outage of the database and one of its ledger are told apart from a fault of ours. */
export async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (AppError.is(cause)) throw cause
    // What was read is given to nobody unless the trail says how the reading ended.
    if (UNRECORDED.test(wordsOf(cause))) throw unrecorded(cause)
    const noConnection = cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === NO_CONNECTION_IN_TIME
    if (noConnection) throw new AppError('sobrecarga', { cause })
    if (isUnreachable(cause))
      throw new AppError('fonte_indisponivel', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause })
    throw cause
  }
}
