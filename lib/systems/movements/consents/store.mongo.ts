import { type ClientSession, type Filter, MongoServerError } from 'mongodb'
import { type Db, eq, int64, whenReachable } from '#lib/datastores/mongo.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { ConsentId, InstitutionId } from '#lib/kernel/ids.ts'
import { CONSENT_CHANGES, CONSENTS, type ConsentDocument, HOLDERS, type HolderDocument } from '../documents.ts'
import { addToAudience, removeFromAudience } from '../store.mongo.audience.ts'
import type { Consent, ConsentChange } from './consent.ts'
import type { ConsentPosition, ConsentStore, NewConsent, Registration } from './store.ts'

const READ_MS = 1_500
const DUPLICATE_KEY = 11_000
type CounterDocument = { _id: 'consents'; last: number }

/**
 * The register in Base C. A change, the order it has among changes, and the rows of lists that it moves are one
 * transaction: none of them is ever seen without the others. All changes pass one counter, so that the order of their
 * numbers is the order of their commits.
 */
export function createMongoConsentStore(db: Db): ConsentStore {
  const consents = db.collection<ConsentDocument>(CONSENTS)
  const inTransaction = <Result>(work: (session: ClientSession) => Promise<Result>) =>
    whenReachable(db.client.withSession((session) => session.withTransaction(() => work(session), TRANSACTION)))
  return {
    async register(consent, record) {
      const once = () =>
        inTransaction(async (session) => {
          const outcome = await register(db, session, consent)
          if ('consent' in outcome) await record(outcome.consent, session)
          return outcome
        })
      try {
        return await once()
      } catch (error) {
        // The same key at the same moment for another person: now that the other one stands, it is a repetition.
        if (!isDuplicate(error)) throw error
        return once()
      }
    },
    withdraw: (own, at, record) =>
      inTransaction(async (session) => {
        const consent = await withdraw(db, session, own, at)
        if (consent !== null) await record(consent, session)
        return consent
      }),
    async find(id, institutionId) {
      const own = { _id: eq(id), institution_id: eq(institutionId) }
      const row = await whenReachable(consents.findOne(own, { maxTimeMS: READ_MS }))
      return row && consentIn(row)
    },
    async list(institutionId, { limit, after }) {
      const filter = { institution_id: eq(institutionId), ...(after ? olderThan(after) : {}) }
      const options = { sort: { granted_at: -1, _id: -1 }, limit, maxTimeMS: READ_MS } as const
      return (await whenReachable(consents.find(filter, options).toArray())).map(consentIn)
    },
    async listChanges(after, limit) {
      // A change that a new primary could still take back must not have been handed out.
      const options = { sort: { change: 1 }, limit, maxTimeMS: READ_MS, readConcern: { level: 'majority' } } as const
      const found = consents.find({ change: { $gt: after } }, options)
      return (await whenReachable(found.toArray())).map(changeIn)
    },
    async unlistExpired(at, limit) {
      const over = { listed: eq(true), expires_at: { $lte: at } }
      const rows = await whenReachable(consents.find(over, { limit, maxTimeMS: READ_MS }).toArray())
      for (const row of rows) await inTransaction((session) => unlist(db, session, row, at))
      return rows.length
    },
  }
}

const TRANSACTION = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } } as const

async function register(db: Db, session: ClientSession, consent: NewConsent): Promise<Registration> {
  const consents = db.collection<ConsentDocument>(CONSENTS)
  const { cpf, institutionId, request, grantedAt } = consent
  if (request !== null) {
    const own = { 'request.caller': eq(request.caller), 'request.key': eq(request.key), request: { $type: 'object' } }
    const before = await consents.findOne(own as Filter<ConsentDocument>, { session })
    if (before?.request?.digest === request.digest) return { kind: 'repeated', consent: asRegistered(before) }
    if (before) return { kind: 'key_reused' }
  }
  if (!(await touchHolder(db, session, cpf))) return { kind: 'unknown_person' }

  const live = { cpf: eq<string>(cpf), institution_id: eq(institutionId), revoked_at: eq(null) }
  const replaced = await consents.find({ ...live, expires_at: { $gt: grantedAt } }, { session }).toArray()
  for (const row of replaced) await end(db, session, row, { at: grantedAt, by: 'replacement' })

  const listed = consent.classes.includes('BANK_SECRECY')
  const row = {
    _id: consent.id,
    cpf,
    institution_id: institutionId,
    classes: [...consent.classes],
    evidence: consent.evidence,
    granted_at: grantedAt,
    expires_at: consent.expiresAt,
    revoked_at: null,
    ended_by: null,
    replaces: replaced[0]?._id ?? null,
    registered_by: consent.registeredBy,
    request,
    listed,
  }
  // The driver writes an Int64 where its own type of the document says number.
  await consents.insertOne({ ...row, change: int64(await nextChange(db, session)) as never }, { session })
  if (listed) await addToAudience(db, cpf, institutionId, { session })
  else if (replaced.some((one) => one.listed)) await removeFromAudience(db, cpf, institutionId, { session })
  return { kind: 'registered', consent: consentIn({ ...row, change: 0 }) }
}

async function withdraw(
  db: Db,
  session: ClientSession,
  { id, institutionId }: { id: ConsentId; institutionId: InstitutionId },
  at: Date,
): Promise<Consent | null> {
  const own = { _id: eq(id), institution_id: eq(institutionId) }
  const row = await db.collection<ConsentDocument>(CONSENTS).findOne(own, { session })
  if (row === null || row.revoked_at !== null || row.expires_at <= at) return row && consentIn(row)
  await touchHolder(db, session, row.cpf)
  await end(db, session, row, { at, by: 'withdrawal' })
  if (row.listed) await removeFromAudience(db, row.cpf, institutionId, { session })
  return consentIn({ ...row, revoked_at: at, ended_by: 'withdrawal' })
}

/** Whether there is an open file; two changes of one person's lists at once collide here, and one of them runs again. */
async function touchHolder(db: Db, session: ClientSession, cpf: string): Promise<boolean> {
  const holders = db.collection<HolderDocument>(HOLDERS)
  const { matchedCount } = await holders.updateOne(
    { _id: eq(cpf), closed: eq(false) },
    { $inc: { revision: 1 } },
    { session },
  )
  return matchedCount === 1
}

async function end(db: Db, session: ClientSession, row: ConsentDocument, how: NonNullable<Consent['ended']>) {
  const change = int64(await nextChange(db, session)) as never
  const ending = { revoked_at: how.at, ended_by: how.by, listed: false, change }
  await db.collection<ConsentDocument>(CONSENTS).updateOne({ _id: eq(row._id) }, { $set: ending }, { session })
}

async function nextChange(db: Db, session: ClientSession): Promise<number> {
  const counter = await db
    .collection<CounterDocument>(CONSENT_CHANGES)
    .findOneAndUpdate(
      { _id: eq('consents') },
      { $inc: { last: int64(1) as never } },
      { session, upsert: true, returnDocument: 'after' },
    )
  if (counter === null) throw new Error('an upsert gives a document back')
  return counter.last
}

/** Off the lists, unless a newer consent keeps the person there. */
async function unlist(db: Db, session: ClientSession, row: ConsentDocument, at: Date): Promise<void> {
  const consents = db.collection<ConsentDocument>(CONSENTS)
  await touchHolder(db, session, row.cpf)
  await consents.updateOne({ _id: eq(row._id) }, { $set: { listed: false } }, { session })
  const pair = { cpf: eq(row.cpf), institution_id: eq(row.institution_id), listed: eq(true), expires_at: { $gt: at } }
  const other = await consents.findOne(pair, { session })
  if (other === null) await removeFromAudience(db, row.cpf, row.institution_id, { session })
}

function olderThan({ at, id }: ConsentPosition): Filter<ConsentDocument> {
  // The id is compared as text, whatever its brand.
  return { granted_at: { $lte: at }, $or: [{ granted_at: { $lt: at } }, { _id: { $lt: id as never } }] }
}

function consentIn(row: ConsentDocument): Consent {
  const { revoked_at, ended_by } = row
  return {
    id: row._id,
    // The collection's validator holds it to eleven digits, written from a parsed CPF.
    cpf: row.cpf as Cpf,
    institutionId: row.institution_id,
    classes: row.classes,
    evidence: row.evidence,
    grantedAt: row.granted_at,
    expiresAt: row.expires_at,
    ended: revoked_at && ended_by && { at: revoked_at, by: ended_by },
    replaces: row.replaces,
    registeredBy: row.registered_by,
  }
}

function asRegistered(row: ConsentDocument): Consent {
  return { ...consentIn(row), ended: null }
}

function changeIn(row: ConsentDocument): ConsentChange {
  return {
    number: row.change,
    institutionId: row.institution_id,
    // As above.
    cpf: row.cpf as Cpf,
    classes: row.classes,
    validUntil: row.revoked_at === null ? row.expires_at : null,
    at: row.revoked_at ?? row.granted_at,
  }
}

function isDuplicate(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return [error, cause].some((one) => one instanceof MongoServerError && one.code === DUPLICATE_KEY)
}
