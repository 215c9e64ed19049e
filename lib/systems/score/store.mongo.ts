import { prepareInquiryLedger } from '#lib/audit/store.mongo.ts'
import { type Db, eq, whenReachable } from '#lib/datastores/mongo.ts'
import { exactly, requireCollection } from '#lib/datastores/mongo-schema.ts'
import { UFS } from '#lib/identifiers/uf.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { Address, Person } from './person.ts'
import type { PeopleStore } from './store.ts'

export const PEOPLE = 'people'
const READ_MS = 1_500

/** A person as Base B keeps them. Amounts are int64 cents; `subject` is the blind index of the CPF. */
export type PersonDocument<Cents = number> = {
  _id: string
  subject: string
  name: string
  birth_date: string
  closed: boolean
  score_locked: boolean
  fraud_alert: boolean
  address: {
    street: string
    number: string
    complement: string | null
    district: string
    city: string
    uf: Address['uf']
    postal_code: string
  }
  assets: { type: string; description: string; value_cents: Cents }[]
  income: { source: string; monthly_cents: Cents; stability_months: number } | null
  history: { months: number; on_time_bp: number } | null
  inquiries: { at: Date; institution: string; relationship: string }[]
  updated_at: Date
}

export function createMongoPeopleStore(db: Db, subjectIndex: (cpf: string) => string): PeopleStore {
  const people = db.collection<PersonDocument>(PEOPLE)
  return {
    async findByCpf(cpf) {
      const filter = { subject: eq(subjectIndex(cpf)) }
      const row = await whenReachable(
        people.findOne(filter, { projection: { _id: 0, subject: 0 }, maxTimeMS: READ_MS }),
      )
      return row && personOf(row)
    },
  }
}

function personOf(row: Omit<PersonDocument, '_id' | 'subject'>): Person {
  const { postal_code, ...address } = row.address
  return {
    name: row.name,
    // The collection's validator holds it to `YYYY-MM-DD`.
    birthDate: row.birth_date as CivilDate,
    closed: row.closed,
    scoreLocked: row.score_locked,
    fraudAlert: row.fraud_alert,
    address: { ...address, postalCode: postal_code },
    assets: row.assets.map(({ type, description, value_cents }) => ({ type, description, valueCents: value_cents })),
    income: row.income && {
      source: row.income.source,
      monthlyCents: row.income.monthly_cents,
      stabilityMonths: row.income.stability_months,
    },
    history: row.history && { months: row.history.months, onTimeRatioBp: row.history.on_time_bp },
    inquiries: row.inquiries,
    updatedAt: row.updated_at,
  }
}

const text = (maxLength: number) => ({ bsonType: 'string', maxLength })
const cents = { bsonType: 'long', minimum: 0 }
const months = { bsonType: 'int', minimum: 0 }

const PERSON_SCHEMA = exactly({
  _id: { bsonType: 'string', pattern: '^per_[0-9A-Za-z]{22}$' },
  subject: { bsonType: 'string', minLength: 43, maxLength: 43 },
  name: text(200),
  birth_date: { bsonType: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  closed: { bsonType: 'bool' },
  score_locked: { bsonType: 'bool' },
  fraud_alert: { bsonType: 'bool' },
  address: exactly({
    street: text(200),
    number: text(20),
    complement: { bsonType: ['string', 'null'], maxLength: 100 },
    district: text(100),
    city: text(100),
    uf: { enum: [...UFS] },
    postal_code: { bsonType: 'string', pattern: '^\\d{8}$' },
  }),
  assets: { bsonType: 'array', items: exactly({ type: text(40), description: text(200), value_cents: cents }) },
  income: exactly({ source: text(40), monthly_cents: cents, stability_months: months }, ['object', 'null']),
  history: exactly({ months, on_time_bp: { bsonType: 'int', minimum: 0, maximum: 10_000 } }, ['object', 'null']),
  inquiries: {
    bsonType: 'array',
    items: exactly({ at: { bsonType: 'date' }, institution: text(200), relationship: text(80) }),
  },
  updated_at: { bsonType: 'date' },
})

/**
 * Makes Base B's collections, validators and indexes. Runs at each start as the preparing user; idempotent. No member
 * of the schema can hold a debt: the server itself refuses one.
 */
export async function prepareBaseB(db: Db): Promise<void> {
  await requireCollection(db, PEOPLE, { schema: PERSON_SCHEMA, indexes: [{ key: { subject: 1 }, unique: true }] })
  await prepareInquiryLedger(db)
}
