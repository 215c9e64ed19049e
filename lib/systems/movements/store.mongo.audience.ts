import type { ClientSession } from 'mongodb'
import type { Db } from '#lib/datastores/mongo.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import { BUREAU_INQUIRIES, type BureauInquiryDocument, MOVEMENTS, type MovementDocument } from './documents.ts'

type Options = { session?: ClientSession }

/** Puts all rows of a person into an institution's lists. Idempotent. */
export async function addToAudience(db: Db, cpf: string, institution: InstitutionId, options: Options = {}) {
  const own = { cpf: { $eq: cpf }, audience: { $ne: institution } }
  const change = { $addToSet: { audience: institution } }
  await db.collection<MovementDocument>(MOVEMENTS).updateMany(own, change, options)
  await db.collection<BureauInquiryDocument>(BUREAU_INQUIRIES).updateMany(own, change, options)
}

/** Takes all rows of a person out of an institution's lists. Idempotent; an audience that would be empty goes. */
export async function removeFromAudience(db: Db, cpf: string, institution: InstitutionId, options: Options = {}) {
  const own = { cpf: { $eq: cpf }, audience: { $eq: institution } }
  const others = { $setDifference: ['$audience', [institution]] }
  const change = [{ $set: { audience: { $cond: [{ $eq: [others, []] }, '$$REMOVE', others] } } }]
  await db.collection<MovementDocument>(MOVEMENTS).updateMany(own, change, options)
  await db.collection<BureauInquiryDocument>(BUREAU_INQUIRIES).updateMany(own, change, options)
}
