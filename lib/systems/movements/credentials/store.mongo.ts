import { Binary } from 'mongodb'
import { TIERS, type Tier } from '#lib/access/tier.ts'
import { type Db, whenReachable } from '#lib/datastores/mongo.ts'
import { exactly, requireCollection } from '#lib/datastores/mongo-schema.ts'
import { PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import type { StoredCredential } from './credential.ts'
import type { CredentialStore } from './store.ts'

const CREDENTIALS = 'credentials'
const READ_MS = 1_500

type CredentialDocument = {
  _id: AccessKeyId
  kind: StoredCredential['kind']
  environment: StoredCredential['environment']
  institution_id: InstitutionId
  scopes: string[]
  tier: Tier
  limit: StoredCredential['limit']
  purposes: Purpose[]
  ips: string[]
  status: StoredCredential['status']
  expires_at: Date | null
  secrets: { hmac: Binary; last4: string; pepper_version: number; expires_at: Date | null }[]
  version: number
  updated_at: Date
}

export function createMongoCredentialStore(db: Db): CredentialStore {
  const collection = db.collection<CredentialDocument>(CREDENTIALS)
  return {
    async listAll() {
      return (await whenReachable(collection.find({}, { maxTimeMS: READ_MS }).toArray())).map(credentialIn)
    },
    async listChangedSince(instant) {
      const changed = collection.find({ updated_at: { $gte: instant } }, { maxTimeMS: READ_MS })
      return (await whenReachable(changed.toArray())).map(credentialIn)
    },
  }
}

function credentialIn(row: CredentialDocument): StoredCredential {
  return {
    id: row._id,
    kind: row.kind,
    environment: row.environment,
    institutionId: row.institution_id,
    scopes: row.scopes,
    tier: row.tier,
    limit: row.limit,
    purposes: row.purposes,
    ips: row.ips,
    status: row.status,
    expiresAt: row.expires_at,
    secrets: row.secrets.map(({ hmac, pepper_version, expires_at }) => ({
      hmac: hmac.buffer,
      pepperVersion: pepper_version,
      expiresAt: expires_at,
    })),
    updatedAt: row.updated_at,
  }
}

/** A key as its owner hands it over. */
export type CredentialSeed = Omit<StoredCredential, 'limit' | 'secrets' | 'updatedAt'> & {
  secrets: readonly { hmac: Uint8Array; last4: string; pepperVersion: number; expiresAt: Date | null }[]
}

/** Writes keys into Base C's copy. Idempotent: a row that says the same already keeps its version and instant. */
export async function saveCredentials(db: Db, seeds: readonly CredentialSeed[], clock: Clock): Promise<void> {
  const collection = db.collection<CredentialDocument>(CREDENTIALS)
  const known = new Map((await collection.find().toArray()).map((row) => [row._id, row]))
  for (const seed of seeds) {
    const content = contentOf(seed)
    const before = known.get(seed.id)
    if (before && sameContent(before, content)) continue
    const row = { ...content, version: (before?.version ?? 0) + 1, updated_at: clock.now() }
    await collection.replaceOne({ _id: { $eq: seed.id } }, row, { upsert: true })
  }
}

function contentOf(seed: CredentialSeed): Omit<CredentialDocument, '_id' | 'version' | 'updated_at'> {
  return {
    kind: seed.kind,
    environment: seed.environment,
    institution_id: seed.institutionId,
    scopes: [...seed.scopes],
    tier: seed.tier,
    limit: null,
    purposes: [...seed.purposes],
    ips: [...seed.ips],
    status: seed.status,
    expires_at: seed.expiresAt,
    secrets: seed.secrets.map(({ hmac, last4, pepperVersion, expiresAt }) => ({
      hmac: new Binary(hmac),
      last4,
      pepper_version: pepperVersion,
      expires_at: expiresAt,
    })),
  }
}

function sameContent(before: CredentialDocument, content: ReturnType<typeof contentOf>): boolean {
  const { _id, version, updated_at, ...rest } = before
  return JSON.stringify(rest) === JSON.stringify(content)
}

const stringArray = (items: Readonly<Record<string, unknown>>) => ({ bsonType: 'array', items })

/** Makes the collection of credentials, its validator and its index. For the preparing user; idempotent. */
export async function prepareCredentials(db: Db): Promise<void> {
  const secret = {
    hmac: { bsonType: 'binData' },
    last4: { bsonType: 'string', minLength: 4, maxLength: 4 },
    pepper_version: { bsonType: 'int', minimum: 1 },
    expires_at: { bsonType: ['date', 'null'] },
  }
  const properties = {
    _id: { bsonType: 'string', pattern: '^crk_(live|test)_[0-9A-Za-z]{22}$' },
    kind: { enum: ['partner', 'portal'] },
    environment: { enum: ['live', 'test'] },
    institution_id: { bsonType: 'string', pattern: '^ins_[0-9A-Za-z]{22}$' },
    scopes: stringArray({ bsonType: 'string', maxLength: 60 }),
    tier: { enum: [...TIERS] },
    limit: exactly({ quota: { bsonType: 'int', minimum: 1 }, seconds: { bsonType: 'int', minimum: 1 } }, [
      'object',
      'null',
    ]),
    purposes: stringArray({ enum: [...PURPOSES] }),
    ips: stringArray({ bsonType: 'string', maxLength: 50 }),
    status: { enum: ['ativa', 'pendente', 'suspensa', 'revogada'] },
    expires_at: { bsonType: ['date', 'null'] },
    secrets: {
      bsonType: 'array',
      // The current secret and, while it overlaps, the one before it.
      maxItems: 2,
      items: exactly(secret),
    },
    version: { bsonType: 'int', minimum: 1 },
    updated_at: { bsonType: 'date' },
  }
  await requireCollection(db, CREDENTIALS, {
    schema: exactly(properties),
    indexes: [{ updated_at: 1 }],
  })
}
