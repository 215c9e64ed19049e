import type { Filter } from 'mongodb'
import type { InquiryDocument } from '#lib/audit/store.mongo.ts'
import { type Db, eq, whenReachable } from '#lib/datastores/mongo.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { MemberId } from '#lib/kernel/ids.ts'
import type { OwnInquiries } from './store.ts'

const READ_MS = 1_500
/** Somebody who opens the same file again and again still has others to go back to. */
const LOOK_BACK = 200

/** Only rows of members are in it: what programs ask, by far the most, costs nothing more to write. */
export const OWN_INQUIRIES_INDEX = {
  key: { 'actor.id': 1, at: -1 },
  where: { 'actor.kind': 'member', event: 'movements.consulted', outcome: 'answered' },
} as const

/** The query behind a member's recent look-ups; apart, so that a test can ask the server how it would run it. */
export function recentQuery(memberId: MemberId) {
  const where: Filter<InquiryDocument> = {
    'actor.kind': eq('member'),
    'actor.id': eq<string>(memberId),
    event: eq('movements.consulted'),
    outcome: eq('answered'),
  }
  const options = {
    sort: { at: -1 },
    limit: LOOK_BACK,
    projection: { _id: 0, subject: 1, at: 1, purpose: 1, relationship: 1 },
    maxTimeMS: READ_MS,
  } as const
  return { where, options }
}

export function createMongoOwnInquiries(db: Db): OwnInquiries {
  const collection = db.collection<InquiryDocument>('inquiries')
  return {
    async listRecent(memberId, limit) {
      const { where, options } = recentQuery(memberId)
      const rows = await whenReachable(collection.find(where, options).toArray())
      const newest = new Map<string, (typeof rows)[number]>()
      for (const row of rows) if (newest.size < limit && !newest.has(row.subject)) newest.set(row.subject, row)
      // Of a file that was opened the subject is a parsed CPF, and the purpose one of the call's.
      return [...newest.values()].map(({ subject, at, purpose, relationship }) => {
        return { cpf: subject as Cpf, at, purpose: purpose as Purpose, relationship }
      })
    },
  }
}
