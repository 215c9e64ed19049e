import type { Document, Filter, FindOptions } from 'mongodb'
import { type Db, eq, whenReachable } from '#lib/datastores/mongo.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import {
  BUREAU_INQUIRIES,
  BUREAUS,
  type BureauDocument,
  type BureauInquiryDocument,
  CONSENTS,
  type ConsentDocument,
  HOLDERS,
  type HolderDocument,
  MOVEMENTS,
  type MovementDocument,
} from './documents.ts'
import { liveConsentTo, movementIn } from './store.mongo.ts'
import type { MovementFilter, MovementPosition, PageRequest, PortfolioMember, PortfolioStore } from './store.ts'

const READ_MS = 1_500

/** Base C's lists: each is one range of one index that begins with the institution. */
export function createMongoPortfolioStore(db: Db): PortfolioStore {
  const movements = db.collection<MovementDocument>(MOVEMENTS)
  const bureauInquiries = db.collection<BureauInquiryDocument>(BUREAU_INQUIRIES)
  const bureaus = db.collection<BureauDocument>(BUREAUS)
  return {
    async listMovements(institutionId, filter, page) {
      const { where, options } = movementsQuery(institutionId, filter, page)
      const rows = await whenReachable(movements.find(where, options).toArray())
      return rows.map((row) => ({ ...movementIn(row), cpf: cpfIn(row) }))
    },
    async listBureauInquiries(institutionId, bureauId, page) {
      const { where, options } = inquiriesQuery(institutionId, bureauId, page)
      const rows = await whenReachable(bureauInquiries.find(where, options).toArray())
      return rows.map((row) => ({
        id: row._id,
        at: row.at,
        cpf: cpfIn(row),
        bureau: { id: row.bureau_id, name: row.bureau_name },
      }))
    },
    findMembers: (institutionId, cpfs, at) => findMembers(db, institutionId, cpfs, at),
    async isBureau(bureauId) {
      const options = { projection: { _id: 1 }, maxTimeMS: READ_MS }
      return (await whenReachable(bureaus.findOne({ _id: eq(bureauId) }, options))) !== null
    },
  }
}

type Query<Row extends Document> = { where: Filter<Row>; options: FindOptions }

/** The query of a list of movements; apart, so that a test can ask the server how it would run it. */
export function movementsQuery(
  institutionId: InstitutionId,
  filter: MovementFilter,
  page: PageRequest,
): Query<MovementDocument> {
  const own = { audience: eq(institutionId) }
  if (filter.kind === 'type') return pageOf({ ...own, type: eq(filter.type) }, page)
  return pageOf(own, page, filter)
}

export function inquiriesQuery(
  institutionId: InstitutionId,
  bureauId: BureauDocument['_id'],
  page: PageRequest,
): Query<BureauInquiryDocument> {
  return pageOf({ audience: eq(institutionId), bureau_id: eq(bureauId) }, page)
}

/** A page of rows, newest first; rows of one instant go by id, so that each has exactly one place. */
function pageOf<Row extends { at: Date }>(
  where: Filter<Row>,
  { limit, after }: PageRequest,
  span?: { from: Date; until: Date },
): Query<Row> {
  const options = { sort: { at: -1, _id: -1 }, limit, maxTimeMS: READ_MS } as const
  const bounds = [...(span ? [{ at: { $gte: span.from, $lt: span.until } }] : []), ...(after ? olderThan(after) : [])]
  // Both bounds speak of members that every row of either collection has.
  return { where: (bounds.length > 0 ? { ...where, $and: bounds } : where) as Filter<Row>, options }
}

function olderThan({ at, id }: MovementPosition) {
  return [{ at: { $lte: at } }, { $or: [{ at: { $lt: at } }, { _id: { $lt: id } }] }]
}

/** One query for the consents of a whole page and one for its files. */
async function findMembers(
  db: Db,
  institutionId: InstitutionId,
  cpfs: readonly Cpf[],
  at: Date,
): Promise<ReadonlyMap<Cpf, PortfolioMember>> {
  if (cpfs.length === 0) return new Map()
  const [consented, open] = await Promise.all([
    whenReachable(
      db
        .collection<ConsentDocument>(CONSENTS)
        .find({ cpf: { $in: [...cpfs] }, ...liveConsentTo(institutionId, at) }, { maxTimeMS: READ_MS })
        .project<{ cpf: string }>({ _id: 0, cpf: 1 })
        .toArray(),
    ),
    whenReachable(
      db
        .collection<HolderDocument>(HOLDERS)
        .find({ _id: { $in: [...cpfs] }, closed: eq(false) }, { maxTimeMS: READ_MS })
        .project<Pick<HolderDocument, '_id' | 'name' | 'updated_at'>>({ name: 1, updated_at: 1 })
        .toArray(),
    ),
  ])
  const live = new Set(consented.map(({ cpf }) => cpf))
  const members = open.filter(({ _id }) => live.has(_id))
  return new Map(members.map((row) => [cpfIn({ cpf: row._id }), { name: row.name, updatedAt: row.updated_at }]))
}

/** The collections' validators hold it to eleven digits, and sources write it from a parsed CPF. */
function cpfIn({ cpf }: { cpf: string }): Cpf {
  return cpf as Cpf
}
