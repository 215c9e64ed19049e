import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccessKey, type KeyEnvironment, secretDigest } from '#lib/access/access-key.ts'
import { formatBasic } from '#lib/access/basic.ts'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import { readConfig } from '#lib/config/index.ts'
import {
  createHttpClient,
  createKeyTokens,
  createStatusGateway,
  type Dependency,
  type HttpClient,
} from '#lib/gateway/index.ts'
import { PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import { civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { closedKeysDoors } from '#lib/keys/test-bench.ts'
import { createBench, type Bench as MembersBench } from '#lib/members/test-bench.ts'
import { DEMO_SEED } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { createPublicApi } from '#lib/public-api/index.ts'
import { BLIND_INDEX_KEY } from '#lib/systems/debts/test-bench.ts'
import { prepareBaseB, seedScore } from '#lib/systems/score/seed.ts'
import { closedTasks } from '#lib/tasks/test-bench.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { takeOwnBaseA } from '#lib/testing/own-base-a.ts'
import { createOwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { testServers } from '#lib/testing/servers.ts'
import { ensureLocalCertificates } from '../local-ca.ts'
import { start as startAuth } from './auth.ts'
import { start as startSistema1 } from './sistema1.ts'
import { start as startSistema2 } from './sistema2.ts'

const ISSUER = 'http://localhost:3000'
const secret = () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('hex')
/** Where partners ask from, as front would have seen it. */
export const PEER = '203.0.113.7'

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> }
export type TestKey = { id: string; secret: string }

/** auth, sistema1 and sistema2 as processes run them, behind the public API. For tests only. `close` it. */
export async function startPartnerSide() {
  await takeOwnBaseA()
  const parts = await environmentParts()
  const consents = await serveConsents(parts.ports.consents)
  const members = await createBench()
  const bases = await createOwnMongoBases()
  const people = createPopulation({ seed: DEMO_SEED, size: 10, today: civilDateOf(systemClock.now()) })
  await prepareBaseB(bases.baseB)
  await seedScore({ db: bases.baseB, subjectKey: new Redacted(parts.shared.BLIND_INDEX_KEY_BASE_B) }, people)
  const environmentOf = (name: 'auth' | 'sistema1' | 'sistema2') => ({
    ...parts.shared,
    MONGODB_URI_BASE_B: bases.user('sistema2').reveal(),
    SERVICE_PORT: String(parts.ports[name]),
    TLS_CERT_FILE: join(parts.folder, `${name}.pem`),
    TLS_KEY_FILE: join(parts.folder, `${name}.key`),
  })
  const sistema1 = await startSistema1(readConfig(environmentOf('sistema1'), 'sistema1'))
  const auth = await startAuth(readConfig(environmentOf('auth'), 'auth'))
  const sistema2 = await startSistema2(readConfig(environmentOf('sistema2'), 'sistema2'))
  const clients = await frontClients(parts)
  const logger = createLogger('front', 'silent')
  const api = createPublicApi({
    keys: closedKeysDoors(),
    tasks: closedTasks(),
    logger,
    metrics: createMetrics('front'),
    docsUrl: `${ISSUER}/documentacao/erros`,
    publicUrl: ISSUER,
    systems: clients,
    auth: clients.auth,
    keyTokens: createKeyTokens(clients.auth, systemClock),
    status: createStatusGateway(clients, systemClock),
  })

  /** One call as the public listener would hand it in. */
  async function ask(path: string, init: RequestInit = {}, peer = PEER): Promise<Answer> {
    const response = await api.fetch(new Request(ISSUER + path, init), { peer })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
  }

  function oauth(endpoint: string, key: TestKey, form: Record<string, string>, peer?: string): Promise<Answer> {
    const headers = { authorization: formatBasic(key.id, key.secret) }
    return ask(`/oauth/${endpoint}`, { method: 'POST', headers, body: new URLSearchParams(form) }, peer)
  }

  /** A token of a key, by the scope alone. */
  async function tokenOf(key: TestKey, scope: string): Promise<string> {
    const { status, body } = await oauth('token', key, { grant_type: 'client_credentials', scope })
    assert.equal(status, 200, JSON.stringify(body))
    return String(body.access_token)
  }

  /** A member's token, as front gets it for a live session. */
  async function memberToken(session: string, system: 'sistema1' | 'sistema2'): Promise<string> {
    const portal = { id: 'portal', secret: parts.shared.AUTH_CLIENT_SECRET_PORTAL }
    const { status, body } = await oauth('token', portal, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: session,
      subject_token_type: 'urn:crivo:token-type:session',
      resource: `urn:crivo:${system}`,
    })
    assert.equal(status, 200, JSON.stringify(body))
    return String(body.access_token)
  }

  /** The processes go by the real clock, the members' bench by its own. */
  async function bringToNow(session: string): Promise<void> {
    const [now, soon] = [new Date(), new Date(Date.now() + 600_000)]
    const times = { createdAt: now, lastSeenAt: now, idleExpiresAt: soon, absoluteExpiresAt: soon }
    await members.inspector.session.update({ where: { id: session }, data: times })
  }

  const bearer = (token: string, headers: Record<string, string> = {}) => ({
    headers: { authorization: `Bearer ${token}`, ...headers },
  })

  await untilReady(clients)
  return {
    members,
    people,
    /** Changes of consents, as sistema3 would tell them; sistema2 follows. */
    consents: consents.changes,
    ask,
    oauth,
    tokenOf,
    memberToken,
    bringToNow,
    bearer,
    addKey: (scopes: readonly KeyScope[], over?: KeyOver) =>
      addKey(members, parts.shared.ACCESS_KEY_PEPPER, scopes, over),
    async close() {
      await Promise.all([sistema2.close(), auth.close()])
      await sistema1.close()
      await consents.close()
      await Promise.all(Object.values(clients).map((client) => client.close()))
      await Promise.all([members.close(), bases.drop()])
      await rm(parts.folder, { recursive: true })
    },
  }
}
export type PartnerSide = Awaited<ReturnType<typeof startPartnerSide>>

/** As much of sistema3 as sistema2 follows. */
async function serveConsents(port: number) {
  const changes: object[] = []
  const server = createHttpServer((request, response) => {
    const after = Number(new URL(request.url ?? '/', ISSUER).searchParams.get('apos'))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ itens: changes.slice(after), ultimo: changes.length }))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    changes,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function environmentParts() {
  const folder = await mkdtemp(join(tmpdir(), 'crivo-partners-'))
  await ensureLocalCertificates(folder)
  const signing = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  await writeFile(join(folder, 'signing.pem'), signing.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const ports = {
    auth: await freePort(),
    sistema1: await freePort(),
    sistema2: await freePort(),
    consents: await freePort(),
  }
  const { baseA, portal } = testServers()
  const shared = {
    LOG_LEVEL: 'fatal',
    PUBLIC_URL: ISSUER,
    TRUSTED_PROXIES: '127.0.0.1',
    DATABASE_URL_BASE_A: baseA.role('basea_app').reveal(),
    DATABASE_URL_BASE_A_GRANTS: baseA.role('basea_grants').reveal(),
    DATABASE_URL_BASE_A_AUDITOR: baseA.role('basea_auditor').reveal(),
    DATABASE_URL_BASE_A_PROOFS: baseA.role('basea_proofs').reveal(),
    DATABASE_URL_PORTAL_AUTH: portal.role('portal_auth').reveal(),
    BLIND_INDEX_KEY_BASE_A: BLIND_INDEX_KEY.reveal(),
    BLIND_INDEX_KEY_BASE_B: secret(),
    CANDIDATE_REF_KEY: secret(),
    CONSENT_FEED_SECRET: secret(),
    USAGE_FEED_SECRET: secret(),
    SISTEMA3_URL: `http://127.0.0.1:${ports.consents}`,
    CURSOR_SECRET: secret(),
    ACCESS_KEY_PEPPER: secret(),
    AUTH_CLIENT_SECRET_PORTAL: secret(),
    AUTH_CLIENT_SECRET_SISTEMA2: secret(),
    AUTH_CLIENT_SECRET_WORKER: secret(),
    AUTH_CLIENT_SECRET_SISTEMA3: secret(),
    AUTH_SIGNING_KEY_FILE: join(folder, 'signing.pem'),
    AUTH_URL: `http://127.0.0.1:${ports.auth}`,
    SISTEMA1_URL: `https://127.0.0.1:${ports.sistema1}`,
    TLS_CA_FILE: join(folder, 'ca.pem'),
  }
  return { folder, ports, shared }
}

async function frontClients({ folder, ports, shared }: Awaited<ReturnType<typeof environmentParts>>) {
  const [ca = '', cert = '', key = ''] = await Promise.all(
    ['ca.pem', 'front.pem', 'front.key'].map((name) => readFile(join(folder, name), 'utf8')),
  )
  const client = (dependency: Dependency, url: string): HttpClient =>
    createHttpClient({ dependency, url, timeoutMs: 10_000, tls: { ca, cert, key: new Redacted(key) } })
  return {
    auth: client('auth', shared.AUTH_URL),
    sistema1: client('sistema1', shared.SISTEMA1_URL),
    sistema2: client('sistema2', `http://127.0.0.1:${ports.sistema2}`),
    // Not started here: nobody listens.
    sistema3: client('sistema3', 'http://127.0.0.1:9'),
  }
}

/** sistema1 waits for its first key set and denials, sistema2 asks for its own. */
async function untilReady(clients: Readonly<Record<'sistema1' | 'sistema2', HttpClient>>): Promise<void> {
  const until = performance.now() + 10_000
  for (const client of [clients.sistema1, clients.sistema2]) {
    for (;;) {
      const outcome = await client.send({ method: 'GET', path: '/health/ready' })
      if (outcome.kind === 'answered' && outcome.status === 200) break
      assert.ok(performance.now() < until, `${client.dependency} is not ready`)
    }
  }
}

type KeyOver = { environment?: KeyEnvironment; purposes?: readonly Purpose[]; ips?: string[]; expiresAt?: Date | null }

async function addKey(
  { inspector, institutionId }: MembersBench,
  pepper: string,
  scopes: readonly KeyScope[],
  { environment = 'live', purposes = PURPOSES, ips = [], expiresAt = null }: KeyOver = {},
): Promise<TestKey> {
  const key = createAccessKey(environment)
  const createdAt = new Date()
  const terms = {
    name: 'Integração',
    kind: 'partner',
    tier: 'basico',
    status: 'ativa',
    environment,
    createdAt,
    expiresAt,
  }
  const lists = { scopes: [...scopes], purposes: [...purposes], ips }
  await inspector.accessKey.create({ data: { id: key.id, institutionId, ...terms, ...lists } })
  const secretHmac = new Uint8Array(secretDigest(key.secret, new Redacted(pepper)))
  const last4 = key.secret.slice(-4)
  await inspector.accessKeySecret.create({
    data: { secretHmac, institutionId, accessKeyId: key.id, last4, pepperVersion: 1, createdAt, expiresAt: null },
  })
  return key
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  assert.ok(typeof address === 'object' && address)
  return address.port
}
