import { Binary } from 'mongodb'
import { TIERS, type Tier } from '#lib/access/tier.ts'
import { type Db, eq, whenReachable } from '#lib/datastores/mongo.ts'
import { exactly, requireCollection } from '#lib/datastores/mongo-schema.ts'
import { PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import type { StoredCredential } from './credential.ts'
import type { CredentialStore } from './store.ts'

const CREDENTIALS = 'credentials'
const HEARTBEAT = 'credential_heartbeat'
/** The one row that says how far the keys' owner has come. */
const RELAY = 'relay'
const READ_MS = 1_500
const REOPEN_MS = 1_000

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

type HeartbeatDocument = { _id: typeof RELAY; at: Date }

export function createMongoCredentialStore(db: Db): CredentialStore {
  const collection = db.collection<CredentialDocument>(CREDENTIALS)
  const heartbeat = db.collection<HeartbeatDocument>(HEARTBEAT)
  return {
    async completeUntil() {
      const row = await whenReachable(heartbeat.findOne({ _id: eq(RELAY) }, { maxTimeMS: READ_MS }))
      return row?.at ?? null
    },
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
  limit?: StoredCredential['limit']
  secrets: readonly { hmac: Uint8Array; last4: string; pepperVersion: number; expiresAt: Date | null }[]
}

/** Writes keys into Base C's copy. Idempotent: a row that says the same already keeps its version and instant. */
export async function saveCredentials(db: Db, seeds: readonly CredentialSeed[], clock: Clock): Promise<void> {
  const collection = db.collection<CredentialDocument>(CREDENTIALS)
  const ids = seeds.map(({ id }) => id)
  const known = new Map((await collection.find({ _id: { $in: ids } }).toArray()).map((row) => [row._id, row]))
  for (const seed of seeds) {
    const content = contentOf(seed)
    const before = known.get(seed.id)
    if (before && sameContent(before, content)) continue
    const row = { ...content, version: (before?.version ?? 0) + 1, updated_at: clock.now() }
    await collection.replaceOne({ _id: { $eq: seed.id } }, row, { upsert: true })
  }
}

/** Says until when the copy is complete; never takes an instant back. */
export async function saveCompleteUntil(db: Db, at: Date): Promise<void> {
  await db.collection<HeartbeatDocument>(HEARTBEAT).updateOne({ _id: eq(RELAY) }, { $max: { at } }, { upsert: true })
}

/** Keys that aren't here yet, as of an instant; those that are here are left to whoever carries changes. */
export async function addCredentials(db: Db, seeds: readonly CredentialSeed[], clock: Clock): Promise<void> {
  const collection = db.collection<CredentialDocument>(CREDENTIALS)
  for (const seed of seeds) {
    const row = { ...contentOf(seed), version: 1, updated_at: clock.now() }
    await collection.updateOne({ _id: eq(seed.id) }, { $setOnInsert: row }, { upsert: true })
  }
  await saveCompleteUntil(db, clock.now())
}

/** Tells of each change to the copy until closed. A stream that breaks is opened again, after a while and a word. */
export function watchCredentials(
  db: Db,
  onChange: () => void,
  onBroken: (error: Error) => void,
): { close(): Promise<void> } {
  let closed = false
  let current: ReturnType<typeof open> | null = null
  function open() {
    const stream = db.collection(CREDENTIALS).watch([], { maxAwaitTimeMS: 1_000 })
    stream.on('change', onChange)
    stream.on('error', (error: Error) => {
      void stream.close()
      if (closed) return
      onBroken(error)
      setTimeout(() => {
        if (!closed) current = open()
      }, REOPEN_MS).unref()
    })
    return stream
  }
  current = open()
  return {
    async close() {
      closed = true
      await current?.close()
    },
  }
}

function contentOf(seed: CredentialSeed): Omit<CredentialDocument, '_id' | 'version' | 'updated_at'> {
  return {
    kind: seed.kind,
    environment: seed.environment,
    institution_id: seed.institutionId,
    scopes: [...seed.scopes],
    tier: seed.tier,
    limit: seed.limit ?? null,
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
  await requireCollection(db, HEARTBEAT, {
    schema: exactly({ _id: { enum: [RELAY] }, at: { bsonType: 'date' } }),
    indexes: [],
  })
  await requireCollection(db, CREDENTIALS, {
    schema: exactly(properties),
    indexes: [{ updated_at: 1 }],
  })
}
