import type { Db, Document, IndexDescription } from 'mongodb'

export type CollectionPlan = {
  /** A `$jsonSchema`: what the server refuses to store, whoever writes. */
  schema: Document
  indexes: readonly (Readonly<Record<string, 1 | -1>> | { key: Readonly<Record<string, 1 | -1>>; unique: true })[]
}

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
    await db.command({ collMod: name, validator, validationLevel: 'strict', validationAction: 'error' })
  }
  const indexes = plan.indexes.map((index): IndexDescription => {
    if (isUnique(index)) return { key: { ...index.key }, unique: true }
    return { key: { ...index } }
  })
  if (indexes.length > 0) await db.collection(name).createIndexes(indexes)
}

function isUnique(index: CollectionPlan['indexes'][number]): index is { key: Record<string, 1 | -1>; unique: true } {
  return typeof index.key === 'object'
}
