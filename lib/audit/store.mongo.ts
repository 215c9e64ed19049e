import { ClientSession, type Collection, MongoBulkWriteError } from 'mongodb'
import { type Db, eq, whenReachable } from '#lib/datastores/mongo.ts'
import { type CollectionPlan, requireCollection } from '#lib/datastores/mongo-schema.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import { createGroupCommit } from './group-commit.ts'
import type { InquiryLedger, InquiryOutcome, LedgerTransaction } from './inquiry-ledger.ts'

const COLLECTION = 'inquiries'
const READ_MS = 1_500

/** A row as Mongo keeps it, in Base B and in Base C alike. */
export type InquiryDocument = {
  _id: string
  event: string
  at: Date
  subject: string
  outcome: InquiryOutcome
  code: string | null
  request_id: string
  actor: { kind: 'key' | 'member'; id: string; label: string; institution_id: string }
  ip: string
  purpose: string
  relationship: string | null
  details: Readonly<Record<string, unknown>>
}

export type MongoInquiryLedgerOptions = {
  /** What stands for a CPF in the rows: the CPF itself, or a keyed pseudonym. */
  pseudonymOf(cpf: string): string
}

/**
 * The ledger of one base: awaited majority inserts by a user that can only find and insert. Rows of inquiries that end
 * while an insert is under way go together in the next.
 */
export function createMongoInquiryLedger(db: Db, { pseudonymOf }: MongoInquiryLedgerOptions): InquiryLedger {
  const collection = db.collection<InquiryDocument>(COLLECTION)
  const commit = createGroupCommit<InquiryDocument>((rows) => insertAll(collection, rows))
  return {
    async append(inquiries, within) {
      const rows = inquiries.map(({ id, subject, call, ...row }): InquiryDocument => {
        const { requestId, ip, purpose, relationship, actor } = call
        return {
          ...row,
          _id: id,
          subject: pseudonymOf(subject),
          request_id: requestId,
          actor: { kind: actor.kind, id: actor.id, label: actor.label, institution_id: actor.institutionId },
          ip,
          purpose,
          relationship,
        }
      })
      if (within === undefined) await commit(rows)
      else await collection.insertMany(rows, { ordered: false, session: sessionOf(within) })
    },
    async findLast(subject) {
      const row = await whenReachable(
        collection.findOne(
          { subject: eq(pseudonymOf(subject)), outcome: eq<InquiryOutcome>('answered') },
          { sort: { at: -1 }, projection: { _id: 0, at: 1, ip: 1, actor: 1 }, maxTimeMS: READ_MS },
        ),
      )
      if (row === null) return null
      // Written by `append` from a branded id.
      const institutionId = row.actor.institution_id as InstitutionId
      return { at: row.at, ip: row.ip, label: row.actor.label, institutionId }
    },
  }
}

/** Inserts rows; of those that the database refused, why. Rejects where it can't be said which are kept. */
async function insertAll(
  collection: Collection<InquiryDocument>,
  rows: readonly InquiryDocument[],
): Promise<ReadonlyMap<number, unknown>> {
  try {
    await collection.insertMany(rows, { ordered: false })
    return new Map()
  } catch (error) {
    const refused = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : []
    // Rows that no majority has are nobody's, whatever else was the matter.
    const doubtful = error instanceof MongoBulkWriteError && error.result.getWriteConcernError() !== undefined
    if (refused.length === 0 || doubtful) throw error
    return new Map(refused.map((one) => [one.index, one]))
  }
}

function sessionOf(transaction: LedgerTransaction): ClientSession {
  if (transaction instanceof ClientSession) return transaction
  throw new TypeError('a transaction of another database')
}

/**
 * Creates the ledger's collection, its validator and its indexes, `more` being those that one base alone reads by. For the
 * preparing user: services can't. Idempotent.
 */
export async function prepareInquiryLedger(db: Db, more: CollectionPlan['indexes'] = []): Promise<void> {
  await requireCollection(db, COLLECTION, {
    schema: {
      bsonType: 'object',
      additionalProperties: false,
      required: ['_id', 'event', 'at', 'subject', 'outcome', 'code', 'request_id', 'actor', 'ip', 'purpose'],
      properties: {
        _id: { bsonType: 'string', pattern: '^inq_[0-9A-Za-z]{22}$' },
        event: { bsonType: 'string' },
        at: { bsonType: 'date' },
        subject: { bsonType: 'string', minLength: 11, maxLength: 64 },
        outcome: { enum: ['answered', 'candidate', 'not_found', 'refused'] },
        code: { bsonType: ['string', 'null'] },
        request_id: { bsonType: 'string', pattern: '^req_[0-9A-Za-z]{22}$' },
        actor: {
          bsonType: 'object',
          additionalProperties: false,
          required: ['kind', 'id', 'label', 'institution_id'],
          properties: {
            kind: { enum: ['key', 'member'] },
            id: { bsonType: 'string' },
            label: { bsonType: 'string', maxLength: 254 },
            institution_id: { bsonType: 'string', pattern: '^ins_[0-9A-Za-z]{22}$' },
          },
        },
        ip: { bsonType: 'string', maxLength: 45 },
        purpose: { bsonType: 'string' },
        relationship: { bsonType: ['string', 'null'], maxLength: 80 },
        details: { bsonType: 'object' },
      },
    },
    indexes: [{ subject: 1, outcome: 1, at: -1 }, ...more],
  })
}
