import type { AnyBulkWriteOperation, Db, Document } from 'mongodb'

const BATCH = 1_000

export type BulkDocument = { _id: string } & Readonly<Record<string, unknown>>

export type BulkWriter = {
  /** Takes a document in; resolves at once unless a batch is full and the one before it is still being written. */
  add(document: BulkDocument): Promise<void>
  /** Writes what is left and resolves when everything since the start is on a majority. */
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
  } = {},
): Promise<BulkWriter> {
  const { keepWhere } = options
  const collection = db.collection<BulkDocument>(name)
  const fresh = (await collection.findOne({}, { projection: { _id: 1 } })) === null
  let filling: BulkDocument[] = []
  let inFlight: Promise<void> = Promise.resolve()

  async function write(batch: BulkDocument[], w: 1 | 'majority'): Promise<void> {
    const options = { ordered: false, writeConcern: { w } } as const
    if (fresh) await collection.insertMany(batch, options)
    else {
      await collection.bulkWrite(batch.map(replacementOf), options)
    }
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
