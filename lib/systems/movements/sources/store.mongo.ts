import type { ClientSession } from 'mongodb'
import { type Db, eq, int64, whenReachable } from '#lib/datastores/mongo.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import {
  CONSENTS,
  type ConsentDocument,
  HOLDERS,
  type HolderDocument,
  MOVEMENTS,
  type MovementDocument,
} from '../documents.ts'
import type { Movement } from '../movement-file.ts'
import type { MovementIntake, Receipt } from './store.ts'

const TRANSACTION = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } } as const

export function createMongoMovementIntake(db: Db): MovementIntake {
  return {
    receive: (cpf, movements, at, record) => {
      const once = async (session: ClientSession) => {
        const receipts = await receive(db, session, { cpf, movements, at })
        await record(session)
        return receipts
      }
      return whenReachable(
        db.client.withSession((session) => session.withTransaction(() => once(session), TRANSACTION)),
      )
    },
  }
}

type Delivery = { cpf: Cpf; movements: readonly Movement[]; at: Date }

async function receive(db: Db, session: ClientSession, { cpf, movements, at }: Delivery): Promise<readonly Receipt[]> {
  // A consent that is registered at the same moment collides here, so that none of the two misses the other.
  const holders = db.collection<HolderDocument>(HOLDERS)
  const open = { _id: eq<string>(cpf), closed: eq(false) }
  const { matchedCount } = await holders.updateOne(open, { $inc: { revision: 1 } }, { session })
  if (matchedCount === 0) return movements.map(() => ({ result: 'refused', code: 'pessoa_nao_encontrada' }))

  const stored = db.collection<MovementDocument>(MOVEMENTS)
  const ids = movements.map(({ id }) => id)
  const found = await stored.find({ _id: { $in: ids } }, { session }).toArray()
  const known = new Map(found.map((row) => [row._id, row]))
  const audience = await audienceOf(db, session, cpf)
  const fresh = new Map<string, MovementDocument>()
  const receipts = movements.map((movement): Receipt => {
    const row = rowOf(cpf, movement)
    const before = known.get(row._id) ?? fresh.get(row._id)
    if (before) return isSame(before, row) ? { result: 'unchanged' } : { result: 'refused', code: 'conflito' }
    // The driver writes an Int64 where its own type of the document says number.
    fresh.set(row._id, { ...row, amount_cents: int64(movement.amountCents) as never, ...audience })
    return { result: 'created' }
  })
  if (fresh.size > 0) {
    await stored.insertMany([...fresh.values()], { session })
    await holders.updateOne(open, { $set: { updated_at: at } }, { session })
  }
  return receipts
}

/** The institutions in whose lists the person's rows are. */
async function audienceOf(db: Db, session: ClientSession, cpf: Cpf): Promise<Pick<MovementDocument, 'audience'>> {
  const listed = { cpf: eq<string>(cpf), listed: eq(true) }
  const consents = await db.collection<ConsentDocument>(CONSENTS).find(listed, { session }).toArray()
  const institutions = [...new Set(consents.map(({ institution_id }) => institution_id))]
  return institutions.length > 0 ? { audience: institutions } : {}
}

function rowOf(cpf: Cpf, { id, at, type, direction, amountCents, description }: Movement): MovementDocument {
  return { _id: id, cpf, at, type, direction, amount_cents: amountCents, description }
}

function isSame(before: MovementDocument, row: MovementDocument): boolean {
  return (
    before.cpf === row.cpf &&
    before.at.getTime() === row.at.getTime() &&
    before.type === row.type &&
    before.direction === row.direction &&
    Number(before.amount_cents) === row.amount_cents &&
    before.description === row.description
  )
}
