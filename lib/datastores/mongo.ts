import { type Db, Long, MongoClient, type MongoClientOptions, MongoError } from 'mongodb'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

export type { Collection, Db } from 'mongodb'

export type MongoConnection = {
  /** The database that the URI names. */
  db: Db
  /** Another database of the same server, for whoever may use more than one. */
  database(name: string): Db
  /** Rejects within seconds when the server can't be reached. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** A service answers people: it gives up early. A bulk job (seeding, preparing) waits as long as a batch takes. */
export type MongoUse = 'service' | 'bulk'

const TIMEOUTS: Readonly<Record<MongoUse, MongoClientOptions>> = {
  service: { serverSelectionTimeoutMS: 1_500, socketTimeoutMS: 2_000, waitQueueTimeoutMS: 1_000 },
  bulk: { serverSelectionTimeoutMS: 10_000 },
}

/**
 * Opens a pool on the database that `uri` names and checks it with a ping. Writes are majority writes unless one says
 * otherwise. Commands are never logged or monitored: they hold people's data. Int64 comes back as a number (amounts
 * fit, see `int64`), so a value beyond 2^53 would come back as a `Long` and be refused by whoever reads it.
 */
export async function connectMongo(
  uri: Redacted<string>,
  options: { appName: string; use?: MongoUse; maxPoolSize?: number },
): Promise<MongoConnection> {
  const client = new MongoClient(uri.reveal(), {
    ...TIMEOUTS[options.use ?? 'service'],
    appName: options.appName,
    connectTimeoutMS: 1_500,
    maxPoolSize: options.maxPoolSize ?? 32,
    minPoolSize: 1,
    writeConcern: { w: 'majority', wtimeoutMS: options.use === 'bulk' ? 60_000 : 1_500 },
    readPreference: 'primary',
    retryReads: true,
    retryWrites: true,
    promoteLongs: true,
    serializeFunctions: false,
    monitorCommands: false,
  })
  const db = client.db()
  const ping = async (): Promise<void> => {
    await db.command({ ping: 1 })
  }
  try {
    await client.connect()
    await ping()
  } catch (error) {
    await client.close()
    throw error
  }
  return { db, database: (name) => client.db(name), ping, close: () => client.close() }
}

/** A whole number as BSON int64. A plain JavaScript number beyond 32 bits would be stored as a double. */
export function int64(value: number): Long {
  if (!Number.isSafeInteger(value)) throw new RangeError('an int64 is written from a safe integer')
  return Long.fromNumber(value)
}

/**
 * One value of a filter: `{ $eq: value }` of a primitive or an instant, whatever the caller believed it had. An object
 * that slipped through could be an operator; undefined would match documents that lack the field.
 */
export function eq<Value extends string | number | boolean | Date | null>(value: Value): { $eq: Value } {
  const primitive = value === null || ['string', 'number', 'boolean'].includes(typeof value) || value instanceof Date
  if (!primitive) throw new TypeError('a filter takes primitives only')
  return { $eq: value }
}

/** Runs a read; a store that can't answer is `fonte_indisponivel`, never an absence. */
export async function whenReachable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (error instanceof MongoError) throw new AppError('fonte_indisponivel', { reason: 'mongo', cause: error })
    throw error
  }
}
