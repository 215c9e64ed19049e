import { type AnyBulkWriteOperation, type Db, type Document, MongoBulkWriteError } from 'mongodb'

const BATCH = 1_000
const DUPLICATE_KEY = 11_000

export type BulkDocument = { _id: string } & Readonly<Record<string, unknown>>

export type BulkWriter = {
  /** Takes a document in; resolves at once unless a batch is full and the one before it is still being written. */
  add(document: BulkDocument): Promise<void>
  /** Writes what is left and resolves when everything since the start is on a majority. More may be added after it. */
  finish(): Promise<void>
}

/**
 * Loads documents by `_id`, in unordered batches, one of them in flight while the next is filled. Loading the same
 * documents again replaces them, so a load that was cut off is simply run again. Batches are acknowledged by the
 * primary alone; the last one waits for the majority, and with it for all before it.
 */
export async function createBulkWriter(
  db: Db,
  name: string,
  options: {
    /** An expression on a stored document: where it holds, loading again leaves that document as it is. */
    keepWhere?: Document
    /** A load that goes on where it was cut off: little of what comes is there already. */
    resumed?: boolean
  } = {},
): Promise<BulkWriter> {
  const { keepWhere, resumed = false } = options
  const collection = db.collection<BulkDocument>(name)
  const mostlyNew = resumed || (await isEmpty(db, name))
  let filling: BulkDocument[] = []
  let inFlight: Promise<void> = Promise.resolve()

  async function write(batch: BulkDocument[], w: 1 | 'majority'): Promise<void> {
    const options = { ordered: false, writeConcern: { w } } as const
    if (mostlyNew) {
      try {
        await collection.insertMany(batch, options)
        return
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError && error.code === DUPLICATE_KEY)) throw error
      }
    }
    await collection.bulkWrite(batch.map(replacementOf), options)
  }

  function replacementOf(document: BulkDocument): AnyBulkWriteOperation<BulkDocument> {
    const filter = { _id: { $eq: document._id } }
    if (!keepWhere) return { replaceOne: { filter, replacement: document, upsert: true } }
    const unlessKept = { $cond: [keepWhere, '$$ROOT', { $literal: document }] }
    return { updateOne: { filter, update: [{ $replaceWith: unlessKept }], upsert: true } }
  }

  return {
    async add(document) {
      // A full batch waits for the next document, so that the last batch is never empty.
      if (filling.length === BATCH) {
        const batch = filling
        filling = []
        await inFlight
        inFlight = write(batch, 1)
        // Awaited by the next `add` or by `finish`; until then a failure must not count as unhandled.
        inFlight.catch(() => undefined)
      }
      filling.push(document)
    },
    async finish() {
      await inFlight
      if (filling.length > 0) await write(filling, 'majority')
      filling = []
    },
  }
}

export async function isEmpty(db: Db, name: string): Promise<boolean> {
  return (await db.collection(name).findOne({}, { projection: { _id: 1 } })) === null
}

/**
 * Before a load: takes the indexes of collections that hold nothing, but for `_id`. Building them afterwards sorts
 * once, where keeping them meanwhile would touch a page of each index for every row. Whoever loads makes them again.
 */
export async function dropIndexesWhereEmpty(db: Db, names: readonly string[]): Promise<void> {
  for (const name of names) if (await isEmpty(db, name)) await db.collection(name).dropIndexes()
}
