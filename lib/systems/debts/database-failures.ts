import { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import { isUnreachable } from '#lib/datastores/postgres.ts'
import { AppError } from '#lib/kernel/app-error.ts'

const RETRY_AFTER_SECONDS = 2
/** Prisma's code for a transaction that got no connection in time. */
const NO_CONNECTION_IN_TIME = 'P2028'

/** The writing half of an access: whatever goes wrong, there is no record, and so no answer. */
export async function recorded<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    throw new AppError('auditoria_indisponivel', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause })
  }
}

/** Any other work: a full pool and an outage of the database are told apart from a fault of ours. */
export async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (AppError.is(cause)) throw cause
    const noConnection = cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === NO_CONNECTION_IN_TIME
    if (noConnection) throw new AppError('sobrecarga', { cause })
    if (isUnreachable(cause))
      throw new AppError('fonte_indisponivel', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause })
    throw cause
  }
}
