import { prepareInquiryLedger } from '#lib/audit/store.mongo.ts'
import type { Db } from '#lib/datastores/mongo.ts'
import { type CollectionPlan, exactly, requireCollection } from '#lib/datastores/mongo-schema.ts'
import { CARD_NETWORKS } from '#lib/identifiers/card-number.ts'
import { MOVEMENT_TYPES } from '#lib/identifiers/movement-type.ts'
import { prepareConsents } from './consents/prepare.ts'
import { prepareCredentials } from './credentials/store.mongo.ts'
import { BUREAU_INQUIRIES, BUREAUS, CARDS, HOLDERS, MOVEMENTS } from './documents.ts'
import { OWN_INQUIRIES_INDEX } from './recent/store.mongo.ts'

const id = (prefix: string) => ({ bsonType: 'string', pattern: `^${prefix}_[0-9A-Za-z]{22}$` })
const text = (maxLength: number) => ({ bsonType: 'string', maxLength })
const cpf = { bsonType: 'string', pattern: '^\\d{11}$' }
const date = { bsonType: 'date' }
const cents = { bsonType: 'long', minimum: 0 }

/**
 * A card is a token, its network and four digits: the server itself refuses a whole number. Amounts are int64 cents.
 */
const CARD = exactly({
  token: id('car'),
  network: { enum: [...CARD_NETWORKS] },
  last4: { bsonType: 'string', pattern: '^\\d{4}$' },
})

/** The lists' indexes hold rows with an audience only: most people are in no institution's lists. */
const LISTED = { audience: { $exists: true } }
const audience = { bsonType: 'array', minItems: 1, maxItems: 500, uniqueItems: true, items: id('ins') }

/** A row that may have an audience. */
function listed(properties: CollectionPlan['schema']): CollectionPlan['schema'] {
  const row = exactly(properties)
  return { ...row, properties: { ...properties, audience } }
}

/** Makes Base C's collections, validators and indexes. Runs at each start as the preparing user; idempotent. */
export async function prepareBaseC(db: Db): Promise<void> {
  await requireCollection(db, HOLDERS, {
    schema: exactly({
      _id: cpf,
      name: text(200),
      closed: { bsonType: 'bool' },
      revision: { bsonType: 'int' },
      last_purchase: exactly({ at: date, amount_cents: cents, merchant: text(120), card: CARD }, ['object', 'null']),
      updated_at: date,
    }),
    indexes: [],
  })
  await requireCollection(db, CARDS, {
    schema: exactly({
      _id: id('car'),
      cpf,
      // Shaped so that no card number could pass for one.
      number_hash: { bsonType: 'string', pattern: '^[\\w-]{43}$' },
      network: CARD.properties.network,
      last4: CARD.properties.last4,
    }),
    indexes: [{ key: { number_hash: 1 }, unique: true }],
  })
  await requireCollection(db, BUREAUS, { schema: exactly({ _id: id('bur'), name: text(120) }), indexes: [] })
  await requireCollection(db, MOVEMENTS, {
    schema: listed({
      _id: id('mov'),
      cpf,
      at: date,
      type: { enum: [...MOVEMENT_TYPES] },
      direction: { enum: ['CREDITO', 'DEBITO'] },
      amount_cents: cents,
      description: text(200),
    }),
    indexes: [
      { cpf: 1, at: -1, _id: -1 },
      { key: { audience: 1, at: -1, _id: -1 }, where: LISTED },
      { key: { audience: 1, type: 1, at: -1, _id: -1 }, where: LISTED },
    ],
  })
  await prepareConsents(db)
  await requireCollection(db, BUREAU_INQUIRIES, {
    schema: listed({
      _id: id('cbi'),
      cpf,
      at: date,
      bureau_id: id('bur'),
      bureau_name: text(120),
      institution: text(120),
      relationship: text(80),
    }),
    indexes: [
      { cpf: 1, at: -1 },
      { key: { audience: 1, bureau_id: 1, at: -1, _id: -1 }, where: LISTED },
    ],
  })
  await prepareCredentials(db)
  await prepareInquiryLedger(db, [OWN_INQUIRIES_INDEX])
}
