/**
 * What a service's own database user may do to one collection. Ledgers are `append`: nobody edits or removes a
 * row. Registers are `keep`: rows are added and changed, never removed. `watch` also tells of changes as they come.
 */
type CollectionAccess = 'read' | 'watch' | 'write' | 'append' | 'keep'

type ServiceAccess = { database: 'base_b' | 'base_c'; collections: Readonly<Record<string, CollectionAccess>> }

/**
 * The least rights of each service's user: no wildcard, no index, no schema. Collections and indexes are made by the
 * seed user (`prepareMongo…` of each system), which may write both bases and touch no user or role.
 */
export const MONGO_ACCESS = {
  sistema2: {
    database: 'base_b',
    collections: { people: 'read', portfolio: 'keep', portfolio_feed: 'keep', inquiries: 'append' },
  },
  sistema3: {
    database: 'base_c',
    collections: {
      holders: 'keep',
      cards: 'read',
      movements: 'keep',
      consents: 'keep',
      consent_changes: 'keep',
      bureaus: 'read',
      bureau_inquiries: 'keep',
      credentials: 'watch',
      credential_heartbeat: 'watch',
      inquiries: 'append',
    },
  },
  // Carries keys from where institutions make them to Base C's copy; holds nothing else.
  relay: { database: 'base_c', collections: { credentials: 'keep', credential_heartbeat: 'keep' } },
} as const satisfies Record<string, ServiceAccess>

export type MongoServiceUser = keyof typeof MONGO_ACCESS

export const COLLECTION_ACTIONS: Readonly<Record<CollectionAccess, readonly string[]>> = {
  read: ['find'],
  watch: ['find', 'changeStream'],
  write: ['find', 'insert', 'update', 'remove'],
  append: ['find', 'insert'],
  keep: ['find', 'insert', 'update'],
}

export const SEED_ACTIONS: readonly string[] = [
  'find',
  'insert',
  'update',
  'remove',
  'createCollection',
  'createIndex',
  'dropIndex',
  'listIndexes',
  'listCollections',
  'collMod',
]
