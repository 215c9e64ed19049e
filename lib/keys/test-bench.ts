import type { KeyScope, Permission } from '#lib/access/permission-catalogue.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { ROLE_PERMISSIONS, type Role } from '#lib/access/roles.ts'
import { createUsageMeter } from '#lib/access/usage-meter.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type AccessKeyId, type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { testServers } from '#lib/testing/servers.ts'
import type { KeysDoors } from './http.ts'
import { bindKeys, type KeysServices } from './services.ts'
import { createPostgresKeysStore } from './store.postgres.ts'

export const PEPPER = new Redacted('a pepper for tests, and for nothing else')

/** For apps whose keys no test asks for: the door lets nobody in. */
export function closedKeysDoors(): Omit<KeysDoors, 'keyTokens'> {
  return {
    keys: {} as KeysServices,
    door: () => Promise.reject(new AppError('credencial_invalida')),
    limiter: createRateLimiter(new FakeClock()),
    usage: createUsageMeter(new FakeClock()),
  }
}

/** The smallest key that somebody could want. */
export const WANTED = {
  nome: 'Mesa de crédito',
  ambiente: 'live',
  escopos: ['sistema2:score'],
  nivel: 'basico',
  finalidades: ['analise_de_credito'],
} as const

/** This room on the real database as `portal_app`, with an institution and a clock of its own. `close` it. */
export async function createKeysBench() {
  const options = { max: 4, applicationName: 'test', onIdleError: () => {} }
  const servers = testServers()
  const database = createPortalClient(servers.portal.role('portal_app'), options)
  const inspector = createPortalClient(servers.portal.superuser, options)
  // The database tells by its own clock whether a secret ends now: this one starts beside it.
  const clock = new FakeClock(new Date().toISOString())
  const services = bindKeys({ store: createPostgresKeysStore(database.client), pepper: PEPPER, clock, ids: randomId })

  async function addInstitution(): Promise<InstitutionId> {
    const id = randomId('institution')
    const terms = { kind: 'creditor', tier: 'profissional', status: 'active', purposes: [...PURPOSES] }
    await inspector.client.institution.create({ data: { ...terms, id, name: 'Banco', createdAt: clock.now() } })
    return id
  }

  const institutionId = await addInstitution()
  return {
    services,
    clock,
    institutionId,
    addInstitution,
    inspector: inspector.client,
    /** A call of a new member with a role. */
    member: (role: Role = 'admin', of: InstitutionId = institutionId) => memberOf(of, role),
    /** A call of a key by a token with these scopes. */
    key(id: AccessKeyId, scopes: readonly KeyScope[] = ['chaves:administrar']): Call<Permission> {
      const permissions = new Set<Permission>(scopes)
      return { ...common(), actor: { kind: 'key', id, institutionId, label: id, permissions, purposes: PURPOSES } }
    },
    /** What the trail says of one request. */
    trailOf: ({ requestId }: Call<Permission>) =>
      inspector.client.portalEvent.findMany({ where: { requestId }, orderBy: { event: 'asc' } }),
    async close() {
      await Promise.all([database.close(), inspector.close()])
    },
  }
}

export type KeysBench = Awaited<ReturnType<typeof createKeysBench>>

const common = () => ({
  requestId: randomId('request'),
  ip: '2001:db8::7',
  purpose: PURPOSES[0],
  relationship: null,
  grantId: null,
})

function memberOf(institutionId: InstitutionId, role: Role): Call<Permission> {
  const id = randomId('member')
  const session = { sessionId: randomId('session'), label: `${id}@banco.example` }
  const rights = { permissions: ROLE_PERMISSIONS[role], purposes: PURPOSES }
  return { ...common(), actor: { kind: 'member', id, institutionId, ...session, ...rights } }
}

/** A call of a new administrator of an institution. */
export const adminOf = (institutionId: InstitutionId): Call<Permission> => memberOf(institutionId, 'admin')
