import type { Permission } from '#lib/access/permission-catalogue.ts'
import { ROLE_PERMISSIONS } from '#lib/access/roles.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import type { Call } from '#lib/kernel/call.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { bindKeys } from '#lib/keys/services.ts'
import { createPostgresKeysStore } from '#lib/keys/store.postgres.ts'
import { DEMO_INSTITUTIONS } from '#lib/population/demo.ts'
import { databaseUrls, prepareServers } from '#lib/runtime/orchestrator/databases.ts'
import { secretNamed } from '#lib/runtime/orchestrator/demo-secrets.ts'
import { openInstance, secretsOf } from '#lib/runtime/orchestrator/instance.ts'
import { readKeptPorts } from '#lib/runtime/orchestrator/ports.ts'

export type DemoKeys = Awaited<ReturnType<typeof openDemo>>['keys']

/** The running demonstration's access keys, and Base C as its service reaches it. */
export async function openDemo() {
  const instance = openInstance()
  const ports = readKeptPorts(instance.state.dir)
  const secrets = secretsOf(instance)
  if (!secrets) throw new Error('this measures the demonstration')
  const servers = await prepareServers(instance.config, instance.state.dir, ports)
  const { portal, mongo } = databaseUrls(instance.config, servers, secrets)
  const options = { max: 2, applicationName: 'crivo-bench', onIdleError: () => {} }
  const database = createPortalClient(new Redacted(portal.app), options)
  const pepper = new Redacted(secretNamed(secrets, 'ACCESS_KEY_PEPPER'))
  const store = createPostgresKeysStore(database.client)
  return {
    keys: bindKeys({ store, pepper, clock: systemClock, ids: randomId }),
    baseC: mongo?.baseC ?? '',
    close: () => database.close(),
  }
}

/** An administrator of Banco Aurora: another one at each call, so that one asks and the next approves. */
export function admin(): Call<Permission> {
  const id = randomId('member')
  const session = { sessionId: randomId('session'), label: 'bench@aurora.example' }
  const rights = { permissions: ROLE_PERMISSIONS.admin, purposes: PURPOSES }
  const actor = { kind: 'member', id, institutionId: DEMO_INSTITUTIONS.aurora.id, ...session, ...rights } as const
  const requestId = randomId('request')
  return { requestId, actor, ip: '127.0.0.1', purpose: PURPOSES[0], relationship: null, grantId: null }
}

/** A live key of the highest tier, approved by a second administrator. */
export async function makeKey(keys: DemoKeys, nome: string): Promise<{ id: string; secret: string }> {
  const { key, secret } = await keys.createKey(admin(), {
    nome,
    ambiente: 'live',
    escopos: ['sistema1:consultar', 'sistema2:score', 'sistema3:consultar'],
    nivel: 'corporativo',
    finalidades: [PURPOSES[0]],
  })
  await keys.approveKey(admin(), { id: key.id })
  return { id: key.id, secret: secret ?? '' }
}
