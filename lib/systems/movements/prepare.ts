import { prepareInquiryLedger } from '#lib/audit/store.mongo.ts'
import type { Db } from '#lib/datastores/mongo.ts'
import { exactly, requireCollection } from '#lib/datastores/mongo-schema.ts'
import { CARD_NETWORKS } from '#lib/identifiers/card-number.ts'
import { MOVEMENT_TYPES } from '#lib/identifiers/movement-type.ts'
import { prepareCredentials } from './credentials/store.mongo.ts'
import { BUREAU_INQUIRIES, CONSENTS, HOLDERS, MOVEMENTS } from './store.mongo.ts'

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

/** Makes Base C's collections, validators and indexes. Runs at each start as the preparing user; idempotent. */
export async function prepareBaseC(db: Db): Promise<void> {
  await requireCollection(db, HOLDERS, {
    schema: exactly({
      _id: cpf,
      closed: { bsonType: 'bool' },
      last_purchase: exactly({ at: date, amount_cents: cents, merchant: text(120), card: CARD }, ['object', 'null']),
      updated_at: date,
    }),
    indexes: [],
  })
  await requireCollection(db, MOVEMENTS, {
    schema: exactly({
      _id: id('mov'),
      cpf,
      at: date,
      type: { enum: [...MOVEMENT_TYPES] },
      direction: { enum: ['CREDITO', 'DEBITO'] },
      amount_cents: cents,
      description: text(200),
    }),
    indexes: [{ cpf: 1, at: -1, _id: -1 }],
  })
  await requireCollection(db, CONSENTS, {
    schema: exactly({
      _id: id('cst'),
      cpf,
      institution_id: id('ins'),
      classes: {
        bsonType: 'array',
        minItems: 1,
        items: { enum: ['POSITIVE_HISTORY', 'REGISTRATION', 'BANK_SECRECY'] },
      },
      evidence: text(500),
      granted_at: date,
      expires_at: date,
      revoked_at: { bsonType: ['date', 'null'] },
    }),
    indexes: [{ cpf: 1, institution_id: 1, expires_at: -1 }],
  })
  await requireCollection(db, BUREAU_INQUIRIES, {
    schema: exactly({
      _id: id('cbi'),
      cpf,
      at: date,
      bureau_id: id('bur'),
      bureau_name: text(120),
      institution: text(120),
      relationship: text(80),
    }),
    indexes: [{ cpf: 1, at: -1 }],
  })
  await prepareCredentials(db)
  await prepareInquiryLedger(db)
}
