import type { Db, Document, IndexDescription } from 'mongodb'

export type CollectionPlan = {
  /** A `$jsonSchema`: what the server refuses to store, whoever writes. */
  schema: Document
  indexes: readonly (IndexKey | QualifiedIndex)[]
}

type IndexKey = Readonly<Record<string, 1 | -1>>
/** An index that is unique, or holds only the documents `where` selects; queries must imply `where` to use it. */
type QualifiedIndex = { key: IndexKey; unique?: true; where?: Document }

const NAMESPACE_EXISTS = 48

/** The `$jsonSchema` of an object with exactly these members, or of one or null. */
export function exactly(properties: Document, bsonType: 'object' | ['object', 'null'] = 'object'): Document {
  return { bsonType, additionalProperties: false, required: Object.keys(properties), properties }
}

/** Makes a collection, its validator and its indexes be as planned. Idempotent; existing rows aren't checked again. */
export async function requireCollection(db: Db, name: string, plan: CollectionPlan): Promise<void> {
  const validator = { $jsonSchema: plan.schema }
  try {
    await db.createCollection(name, { validator, validationLevel: 'strict', validationAction: 'error' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === NAMESPACE_EXISTS)) throw error
    // Before the validator: whoever asks for an index that is being built, for somebody who has died since, waits for it,
    // and a collection with such a build takes no other change.
    await makeIndexes(db, name, plan)
    await db.command({ collMod: name, validator, validationLevel: 'strict', validationAction: 'error' })
    return
  }
  await makeIndexes(db, name, plan)
}

async function makeIndexes(db: Db, name: string, { indexes }: CollectionPlan): Promise<void> {
  const descriptions = indexes.map((index): IndexDescription => {
    if (!isQualified(index)) return { key: { ...index } }
    const { key, unique, where } = index
    return { key: { ...key }, ...(unique && { unique }), ...(where && { partialFilterExpression: where }) }
  })
  if (descriptions.length > 0) await db.collection(name).createIndexes(descriptions)
}

function isQualified(index: CollectionPlan['indexes'][number]): index is QualifiedIndex {
  return typeof index.key === 'object'
}
