import { randomBytes } from 'node:crypto'
import { createAccessKey, parseAccessKeyId, secretDigest } from '#lib/access/access-key.ts'
import { createPasswordHasher, type PasswordHasher } from '#lib/access/passwords/password-hash.ts'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import type { Role } from '#lib/access/roles.ts'
import type { Tier } from '#lib/access/tier.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { type AccessKeyId, encodeBase62, type InstitutionId, type MemberId, randomId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_INSTITUTIONS } from '#lib/population/demo.ts'
import { DEMO_KEYS, DEMO_MEMBERS, DEMO_TERMS, type DemoKey, type DemoMember, PORTAL_KEY } from './demo-cast.ts'
import { createPostgresMembersStore } from './store.postgres.ts'
import type { AccessKeyRow, MembersStore } from './store.ts'

/** Which pepper a secret's digest was made with; there is one so far. */
const PEPPER_VERSION = 1

/** What a machine's demonstration is opened with. Plain JSON: made once, kept among the secrets, the same at each start. */
export type DemoCredentials = {
  passwords: Record<string, string>
  keys: Record<string, { id: string; secret: string }>
}

/** Random passwords for the demonstration's people and random keys for its programs. */
export function createDemoCredentials(): DemoCredentials {
  return {
    passwords: Object.fromEntries(DEMO_MEMBERS.map(({ email }) => [email, encodeBase62(randomBytes(12), 17)])),
    keys: Object.fromEntries(DEMO_KEYS.map(({ slug }) => [slug, createAccessKey('live')])),
  }
}

/** What was made before, and what the demonstration has been given since. */
export function completeDemoCredentials(kept: DemoCredentials): DemoCredentials {
  const made = createDemoCredentials()
  return { passwords: { ...made.passwords, ...kept.passwords }, keys: { ...made.keys, ...kept.keys } }
}

/** A key as sistema3 keeps it in its own store. */
export type SeededCredential = {
  id: AccessKeyId
  institutionId: InstitutionId
  kind: 'partner' | 'portal'
  environment: 'live' | 'test'
  scopes: KeyScope[]
  tier: Tier
  purposes: Purpose[]
  ips: string[]
  status: 'ativa'
  expiresAt: Date | null
  secrets: { hmac: Buffer; last4: string; pepperVersion: number; expiresAt: Date | null }[]
}

export type SeedMembersOptions = {
  /** The portal's database as `portal_app`. */
  databaseUrl: Redacted<string>
  credentials: DemoCredentials
  portalKey: { id: string; secret: Redacted<string> }
  pepper: Redacted<string>
  clock: Clock
  onError: (error: Error) => void
}

export type SeededMembers = {
  users: { email: string; password: string; role: Role; institution: string }[]
  keys: { name: string; institution: string; id: string; secret: string; scopes: KeyScope[]; tier: Tier }[]
  /** By e-mail: for what is seeded in their name elsewhere. */
  memberIds: ReadonlyMap<string, MemberId>
  /** For sistema3's own copy, the portal's service credential included. */
  credentials: SeededCredential[]
}

/**
 * Brings the demonstration's institutions, people and keys to their listed state. Idempotent; a listed password that
 * was changed in the portal is set back, so that what the start prints stays true. People and keys that somebody added
 * are left alone.
 */
export async function seedMembers(options: SeedMembersOptions): Promise<SeededMembers> {
  const { databaseUrl, credentials, portalKey, pepper, clock, onError } = options
  const database = createPortalClient(databaseUrl, { max: 2, applicationName: 'crivo-seed', onIdleError: onError })
  try {
    const store = createPostgresMembersStore(database.client)
    const passwords = createPasswordHasher({ concurrency: 2, queue: DEMO_MEMBERS.length })
    await saveInstitutions(store, clock)
    const memberIds = new Map<string, MemberId>()
    for (const member of DEMO_MEMBERS) {
      const password = required(credentials.passwords[member.email], member.email)
      memberIds.set(member.email, await saveMember(store, passwords, clock, member, password))
    }
    const portal = await saveKey(
      store,
      clock,
      PORTAL_KEY,
      'portal',
      { ...portalKey, secret: portalKey.secret.reveal() },
      pepper,
    )
    const partners: SeededCredential[] = []
    for (const key of DEMO_KEYS) {
      partners.push(
        ...(await saveKey(store, clock, key, 'partner', required(credentials.keys[key.slug], key.slug), pepper)),
      )
    }
    return {
      users: DEMO_MEMBERS.map(({ email, role, institution }) => ({
        email,
        password: required(credentials.passwords[email], email),
        role,
        institution: DEMO_INSTITUTIONS[institution].name,
      })),
      keys: DEMO_KEYS.map(({ slug, name, institution, scopes, tier }) => ({
        name,
        institution: DEMO_INSTITUTIONS[institution].name,
        ...required(credentials.keys[slug], slug),
        scopes: [...scopes],
        tier,
      })),
      memberIds,
      credentials: [...partners, ...portal],
    }
  } finally {
    await database.close()
  }
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw new Error(`the demonstration's credentials lack ${name}: remove them, and new ones are made`)
  return value
}

async function saveInstitutions(store: MembersStore, clock: Clock): Promise<void> {
  for (const name of ['aurora', 'boreal', 'operator'] as const) {
    const { id, name: title } = DEMO_INSTITUTIONS[name]
    const institution = { ...DEMO_TERMS[name], name: title, status: 'active' } as const
    await store.within(id, (rows) => rows.institution.save(institution, clock.now()))
  }
}

async function saveMember(
  store: MembersStore,
  passwords: PasswordHasher,
  clock: Clock,
  { email, name, role, institution }: DemoMember,
  password: string,
): Promise<MemberId> {
  const institutionId = DEMO_INSTITUTIONS[institution].id
  const existing = await store.within(institutionId, (rows) => rows.members.findByEmail(email))
  const unchanged = existing !== null && (await passwords.verify(password, existing.passwordHash))
  const passwordHash = unchanged ? existing.passwordHash : await passwords.hash(password)
  const now = clock.now()
  return store.within(institutionId, async ({ members }) => {
    if (!existing) {
      const id = randomId('member')
      const status = 'active'
      await members.insert({ id, email, name, role, status, language: 'pt-BR', passwordHash, createdAt: now })
      return id
    }
    if (existing.role !== role) await members.setRole(existing.id, role)
    if (!unchanged) await members.setPassword(existing.id, passwordHash, now)
    return existing.id
  })
}

async function saveKey(
  store: MembersStore,
  clock: Clock,
  terms: Omit<DemoKey, 'slug'>,
  kind: 'partner' | 'portal',
  key: { id: string; secret: string },
  pepper: Redacted<string>,
): Promise<SeededCredential[]> {
  const id = parseAccessKeyId(key.id)
  if (!id) throw new Error(`not an access key's id: ${terms.name}`)
  const institutionId = DEMO_INSTITUTIONS[terms.institution].id
  const secret = { hmac: secretDigest(key.secret, pepper), last4: key.secret.slice(-4), pepperVersion: PEPPER_VERSION }
  const { name, tier } = terms
  const common = { id, kind, environment: 'live', tier, expiresAt: null } as const
  const lists = { scopes: [...terms.scopes], purposes: [...terms.purposes], ips: [] as string[] }
  const row: AccessKeyRow = { ...common, ...lists, name, secret }
  // One that somebody has revoked stays so.
  const isLive = await store.within(institutionId, (rows) => rows.accessKeys.save(row, clock.now()))
  if (!isLive) return []
  return [{ ...common, ...lists, institutionId, status: 'ativa', secrets: [{ ...secret, expiresAt: null }] }]
}
