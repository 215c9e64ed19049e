import { prepareInquiryLedger } from '#lib/audit/store.mongo.ts'
import type { Db } from '#lib/datastores/mongo.ts'
import { exactly, requireCollection } from '#lib/datastores/mongo-schema.ts'
import { UFS } from '#lib/identifiers/uf.ts'
import { PEOPLE, PORTFOLIO, PORTFOLIO_FEED } from './documents.ts'

const text = (maxLength: number) => ({ bsonType: 'string', maxLength })
const cents = { bsonType: 'long', minimum: 0 }
const hashes = { bsonType: 'array', items: { bsonType: 'string', minLength: 12, maxLength: 12 } }
const months = { bsonType: 'int', minimum: 0 }

const PERSON_SCHEMA = exactly({
  _id: { bsonType: 'string', pattern: '^per_[0-9A-Za-z]{22}$' },
  subject: { bsonType: 'string', minLength: 43, maxLength: 43 },
  cpf_sealed: { bsonType: 'string', pattern: '^k\\d+\\.[\\w-]{52}$' },
  search: exactly({ spellings: hashes, sounds: hashes, addresses: hashes }),
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

const PORTFOLIO_SCHEMA = exactly({
  _id: text(60),
  institution: { bsonType: 'string', pattern: '^ins_[0-9A-Za-z]{22}$' },
  person: { bsonType: 'string', pattern: '^per_[0-9A-Za-z]{22}$' },
  subject: { bsonType: 'string', minLength: 43, maxLength: 43 },
  uf: { enum: [...UFS] },
  birth_date: { bsonType: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  income_cents: { bsonType: ['long', 'null'], minimum: 0 },
  score: { bsonType: ['int', 'null'], minimum: 0, maximum: 1_000 },
  score_at: { bsonType: ['date', 'null'] },
  valid_until: { bsonType: ['date', 'null'] },
  changed_at: { bsonType: 'date' },
})

/** What filters an ordered portfolio stands behind the order in its index, so that a filter reads no document. */
const FILTERS = { birth_date: 1, valid_until: 1, uf: 1 } as const

/**
 * Makes Base B's collections, validators and indexes. Runs at each start as the preparing user; idempotent. No member
 * of the schema can hold a debt: the server itself refuses one.
 */
export async function prepareBaseB(db: Db): Promise<void> {
  await requireCollection(db, PEOPLE, {
    schema: PERSON_SCHEMA,
    indexes: [
      { key: { subject: 1 }, unique: true },
      // Who lives at, or is called: open files, in the order of ids.
      { 'search.spellings': 1, closed: 1, _id: 1 },
      { 'search.sounds': 1, closed: 1, _id: 1 },
      { 'search.addresses': 1, closed: 1, _id: 1 },
    ],
  })
  await requireCollection(db, PORTFOLIO, {
    schema: PORTFOLIO_SCHEMA,
    indexes: [
      { institution: 1, income_cents: 1, person: 1, ...FILTERS },
      { institution: 1, score: 1, person: 1, ...FILTERS },
      { institution: 1, uf: 1, income_cents: 1, person: 1, birth_date: 1, valid_until: 1 },
      { institution: 1, uf: 1, score: 1, person: 1, birth_date: 1, valid_until: 1 },
      { subject: 1 },
    ],
  })
  await requireCollection(db, PORTFOLIO_FEED, {
    schema: exactly({ _id: text(20), number: { bsonType: 'long', minimum: 0 } }),
    indexes: [],
  })
  await prepareInquiryLedger(db)
}
