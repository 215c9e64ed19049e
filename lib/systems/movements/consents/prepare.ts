import type { Db } from '#lib/datastores/mongo.ts'
import { exactly, requireCollection } from '#lib/datastores/mongo-schema.ts'
import { CONSENT_CHANGES, CONSENT_CLASSES, CONSENTS } from '../documents.ts'

const id = (prefix: string) => ({ bsonType: 'string', pattern: `^${prefix}_[0-9A-Za-z]{22}$` })
const idOrNull = (prefix: string) => ({ ...id(prefix), bsonType: ['string', 'null'] })
const text = (maxLength: number) => ({ bsonType: 'string', maxLength })
const date = { bsonType: 'date' }

/** Makes the register of consents and the counter that puts its changes in order. For the preparing user; idempotent. */
export async function prepareConsents(db: Db): Promise<void> {
  const request = exactly({ caller: text(64), key: text(255), digest: text(64) }, ['object', 'null'])
  await requireCollection(db, CONSENTS, {
    schema: exactly({
      _id: id('cst'),
      cpf: { bsonType: 'string', pattern: '^\\d{11}$' },
      institution_id: id('ins'),
      classes: { bsonType: 'array', minItems: 1, uniqueItems: true, items: { enum: [...CONSENT_CLASSES] } },
      evidence: text(500),
      granted_at: date,
      expires_at: date,
      revoked_at: { bsonType: ['date', 'null'] },
      ended_by: { enum: ['withdrawal', 'replacement', null] },
      replaces: idOrNull('cst'),
      registered_by: { bsonType: ['string', 'null'], maxLength: 254 },
      request,
      change: { bsonType: 'long', minimum: 0 },
      listed: { bsonType: 'bool' },
    }),
    indexes: [
      { cpf: 1, institution_id: 1, expires_at: -1 },
      { institution_id: 1, granted_at: -1, _id: -1 },
      { change: 1 },
      { key: { expires_at: 1 }, where: { listed: true } },
      { key: { 'request.caller': 1, 'request.key': 1 }, unique: true, where: { request: { $type: 'object' } } },
    ],
  })
  await requireCollection(db, CONSENT_CHANGES, {
    schema: exactly({ _id: text(20), last: { bsonType: 'long', minimum: 0 } }),
    indexes: [],
  })
}
