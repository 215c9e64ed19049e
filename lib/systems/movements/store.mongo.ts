import type { Filter } from 'mongodb'
import { type Db, eq, whenReachable } from '#lib/datastores/mongo.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { CardIndex } from './card-index.ts'
import {
  BUREAU_INQUIRIES,
  type BureauInquiryDocument,
  CARDS,
  type CardDocument,
  CONSENTS,
  type ConsentDocument,
  HOLDERS,
  type HolderDocument,
  MOVEMENTS,
  type MovementDocument,
  type PurchaseDocument,
} from './documents.ts'
import type { CardPurchase, Movement } from './movement-file.ts'
import type { HolderStore, MovementPosition } from './store.ts'

const READ_MS = 1_500
const DAY_MS = 86_400_000
/** More than a person has in the two years that are kept; a bound on what one answer may cost. */
const MAX_BUREAU_INQUIRIES = 500

/** Base C's people. `cardIndex` makes of a card number what stands for it in the store. */
export function createMongoHolderStore(db: Db, cardIndex: CardIndex): HolderStore {
  const holders = db.collection<HolderDocument>(HOLDERS)
  const cards = db.collection<CardDocument>(CARDS)
  const movements = db.collection<MovementDocument>(MOVEMENTS)
  const consents = db.collection<ConsentDocument>(CONSENTS)
  const bureauInquiries = db.collection<BureauInquiryDocument>(BUREAU_INQUIRIES)
  return {
    async findHolder(cpf) {
      const options = { projection: { _id: 0, closed: 1, updated_at: 1 }, maxTimeMS: READ_MS }
      const row = await whenReachable(holders.findOne({ _id: eq<string>(cpf) }, options))
      return row && { closed: row.closed, updatedAt: row.updated_at }
    },
    async findCardHolder(card) {
      const filter: Filter<CardDocument> =
        card.kind === 'token' ? { _id: eq(card.token) } : { number_hash: eq(cardIndex(card.number)) }
      const row = await whenReachable(cards.findOne(filter, { projection: { cpf: 1 }, maxTimeMS: READ_MS }))
      // The collection's validator holds it to eleven digits, written by the source from a parsed CPF.
      return row && (row.cpf as Cpf)
    },
    async hasLiveConsent(cpf, institutionId, at) {
      const filter: Filter<ConsentDocument> = { cpf: eq<string>(cpf), ...liveConsentTo(institutionId, at) }
      const options = { projection: { _id: 1 }, maxTimeMS: READ_MS }
      return (await whenReachable(consents.findOne(filter, options))) !== null
    },
    async summarizeBureauInquiries(cpf, at) {
      const rows = await whenReachable(
        bureauInquiries
          .find({ cpf: eq<string>(cpf) }, { maxTimeMS: READ_MS, limit: MAX_BUREAU_INQUIRIES, sort: { at: -1 } })
          .project<Pick<BureauInquiryDocument, 'at' | 'bureau_id' | 'bureau_name'>>({
            _id: 0,
            at: 1,
            bureau_id: 1,
            bureau_name: 1,
          })
          .toArray(),
      )
      const within = (days: number) => rows.filter((row) => row.at.getTime() >= at.getTime() - days * DAY_MS).length
      const [last] = rows
      return {
        last: last ? { at: last.at, bureau: { id: last.bureau_id, name: last.bureau_name } } : null,
        in30Days: within(30),
        in90Days: within(90),
      }
    },
    async listMovements(cpf, { limit, after }) {
      const filter: Filter<MovementDocument> = { cpf: eq<string>(cpf), ...(after ? olderThan(after) : {}) }
      const options = { sort: { at: -1, _id: -1 }, limit, maxTimeMS: READ_MS } as const
      return (await whenReachable(movements.find(filter, options).toArray())).map(movementIn)
    },
    async findLastPurchase(cpf) {
      const options = { projection: { _id: 0, last_purchase: 1 }, maxTimeMS: READ_MS }
      const row = await whenReachable(holders.findOne({ _id: eq<string>(cpf) }, options))
      return row?.last_purchase ? purchaseIn(row.last_purchase) : null
    },
  }
}

/** A consent for bank secrecy that holds at an instant: begun, not run out, not withdrawn. */
export function liveConsentTo(institutionId: InstitutionId, at: Date): Filter<ConsentDocument> {
  return {
    institution_id: eq(institutionId),
    classes: eq('BANK_SECRECY'),
    revoked_at: eq(null),
    granted_at: { $lte: at },
    expires_at: { $gt: at },
  }
}

/** One index range: everything up to the position's instant, without what was already shown of that instant. */
function olderThan({ at, id }: MovementPosition): Filter<MovementDocument> {
  return { at: { $lte: at }, $or: [{ at: { $lt: at } }, { _id: { $lt: id } }] }
}

export function movementIn(row: MovementDocument): Movement {
  const { _id, at, type, direction, amount_cents, description } = row
  return { id: _id, at, type, direction, amountCents: amount_cents, description }
}

function purchaseIn({ at, amount_cents, merchant, card }: PurchaseDocument<number>): CardPurchase {
  return { at, amountCents: amount_cents, merchant, card }
}
