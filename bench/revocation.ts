import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { formatBasic } from '#lib/access/basic.ts'
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
import { quantiles } from './quantiles.ts'
import { ownPorts, type Replica, type System, startReplicas } from './replicas.ts'

const PROCESSES = 3
const REVOCATIONS = 100
const ASK_EACH_MS = 10
const GIVE_UP_MS = 10_000
const SYSTEMS: readonly System[] = ['sistema1', 'sistema2', 'sistema3']

type Headers = Readonly<Record<System, Record<string, string>>>

/**
 * How long a revoked key goes on being accepted: three processes of each system, each asked without pause with a key that
 * is then revoked. Counted from the commit of the revocation to the first refusal of the slowest process.
 */
export async function run(): Promise<void> {
  const { keys, close } = await openKeys()
  const { replicas, stop } = await startReplicas(SYSTEMS, PROCESSES)
  const took: Record<System, number[]> = { sistema1: [], sistema2: [], sistema3: [] }
  try {
    for (let nth = 1; nth <= REVOCATIONS; nth += 1) {
      const { id, secret } = await makeKey(keys)
      const headers = await headersFor(id, secret)
      await Promise.all(replicas.map((replica) => untilAccepted(replica, headers)))
      const revoked: { at: number | null } = { at: null }
      const watched = replicas.map((replica) => untilRefused(replica, headers, revoked))
      await pause(ASK_EACH_MS * 5)
      await keys.revokeKey(admin(), { id, motivo: 'outro' })
      revoked.at = performance.now()
      for (const { system, ms } of await Promise.all(watched)) took[system].push(ms)
      if (nth % 10 === 0) console.log(`${nth}/${REVOCATIONS}`)
    }
  } finally {
    await Promise.all([stop(), close()])
  }
  report(took)
}

async function openKeys() {
  const instance = openInstance()
  const ports = readKeptPorts(instance.state.dir)
  const secrets = secretsOf(instance)
  if (!secrets) throw new Error('this measures the demonstration')
  const servers = await prepareServers(instance.config, instance.state.dir, ports)
  const { portal } = databaseUrls(instance.config, servers, secrets)
  const options = { max: 2, applicationName: 'crivo-bench', onIdleError: () => {} }
  const database = createPortalClient(new Redacted(portal.app), options)
  const pepper = new Redacted(secretNamed(secrets, 'ACCESS_KEY_PEPPER'))
  const store = createPostgresKeysStore(database.client)
  return { keys: bindKeys({ store, pepper, clock: systemClock, ids: randomId }), close: () => database.close() }
}

/** An administrator of Banco Aurora: another one at each call, so that one asks and the next approves. */
function admin(): Call<Permission> {
  const id = randomId('member')
  const session = { sessionId: randomId('session'), label: 'bench@aurora.example' }
  const rights = { permissions: ROLE_PERMISSIONS.admin, purposes: PURPOSES }
  const actor = { kind: 'member', id, institutionId: DEMO_INSTITUTIONS.aurora.id, ...session, ...rights } as const
  const requestId = randomId('request')
  return { requestId, actor, ip: '127.0.0.1', purpose: PURPOSES[0], relationship: null, grantId: null }
}

async function makeKey(keys: Awaited<ReturnType<typeof openKeys>>['keys']): Promise<{ id: string; secret: string }> {
  const { key, secret } = await keys.createKey(admin(), {
    nome: 'Medida de revogação',
    ambiente: 'live',
    escopos: ['sistema1:consultar', 'sistema2:score', 'sistema3:consultar'],
    nivel: 'corporativo',
    finalidades: [PURPOSES[0]],
  })
  await keys.approveKey(admin(), { id: key.id })
  return { id: key.id, secret: secret ?? '' }
}

async function headersFor(id: string, secret: string): Promise<Headers> {
  const basic = formatBasic(id, secret)
  const bearer = async (scope: string) => ({ authorization: `Bearer ${await tokenFor(basic, scope)}` })
  return {
    sistema1: await bearer('sistema1:consultar'),
    sistema2: await bearer('sistema2:score'),
    sistema3: { authorization: basic },
  }
}

async function tokenFor(authorization: string, scope: string): Promise<string> {
  const answer = await request(`http://127.0.0.1:${ownPorts().auth}/oauth/token`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
  })
  const { access_token } = (await answer.body.json()) as { access_token?: string }
  if (access_token === undefined) throw new Error(`no token: ${answer.statusCode}`)
  return access_token
}

async function untilAccepted(replica: Replica, headers: Headers): Promise<void> {
  const until = performance.now() + GIVE_UP_MS
  for (;;) {
    const status = await replica.ask(headers[replica.system])
    if (status === 400 || status === 403) return
    if (performance.now() > until) throw new Error(`${replica.system}: never accepted, ${status}`)
    await pause(ASK_EACH_MS)
  }
}

async function untilRefused(replica: Replica, headers: Headers, revoked: { at: number | null }) {
  const until = performance.now() + GIVE_UP_MS
  for (;;) {
    const status = await replica.ask(headers[replica.system])
    const now = performance.now()
    if (status === 401) return { system: replica.system, ms: Math.max(0, now - (revoked.at ?? now)) }
    if (now > until) throw new Error(`${replica.system}: never refused, ${status}`)
    await pause(ASK_EACH_MS)
  }
}

function report(took: Record<System, number[]>): void {
  const all = SYSTEMS.flatMap((system) => took[system])
  for (const [name, values] of [...SYSTEMS.map((system) => [system, took[system]] as const), ['all', all] as const]) {
    const { p50, p99, max } = quantiles(values)
    const [median, late, last] = [p50, p99, max].map(Math.round)
    console.log(`${name}: ${values.length} refusals, p50 ${median} ms, p99 ${late} ms, max ${last} ms`)
  }
}
