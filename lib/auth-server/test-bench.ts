import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createAccessKey, secretDigest } from '#lib/access/access-key.ts'
import { formatBasic } from '#lib/access/basic.ts'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import type { TokenDenial } from '#lib/access/token-denials.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { type AccessKeyId, randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createAttempts } from './attempts.ts'
import { createClients } from './clients.ts'
import { createDenialFeed } from './denial-feed.ts'
import type { EngineContext } from './engine.ts'
import { createAuthServerApp } from './http.ts'
import { createKeyRing } from './key-ring.ts'
import { createSigningKey } from './signing-key.ts'
import type { AuthStore, LiveKey, Subject, TaskAsker } from './store.ts'

export const ISSUER = 'https://crivo.example'
export const PEER = '203.0.113.7'
const PEPPER = new Redacted('a pepper that only these tests use')
const SECRETS = {
  portal: new Redacted('the secret of the portal, and % + ='),
  sistema2: new Redacted('the secret of sistema2'),
  worker: new Redacted('the secret of the worker'),
  reader: new Redacted('the secret of sistema3'),
}
export const SERVICES = {
  portal: formatBasic('portal', SECRETS.portal.reveal()),
  sistema2: formatBasic('sistema2', SECRETS.sistema2.reveal()),
  worker: formatBasic('worker', SECRETS.worker.reveal()),
}
/** A process that may read what is denied, and is no client. */
export const READER = formatBasic('sistema3', SECRETS.reader.reveal())

export const newSigningKey = () => createSigningKey(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey)

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> }
export type Form = Readonly<Record<string, string | readonly string[]>>
export type TestKey = { id: AccessKeyId; secret: string; basic: string; row: LiveKey }

/** Keys, sessions and denials in memory, as the database would give them. */
function memoryStore() {
  const rows = {
    keys: new Map<string, LiveKey>(),
    sessions: new Map<string, Subject>(),
    tasks: new Map<string, TaskAsker>(),
    denials: [] as TokenDenial[],
  }
  const state = { isAway: false }
  const answer = async <T>(value: T): Promise<T> => {
    if (state.isAway) throw new AppError('fonte_indisponivel', { reason: 'test' })
    return value
  }
  const store: AuthStore = {
    findLive: (id) => answer(rows.sessions.get(id) ?? null),
    findLiveKey: (id) => answer(rows.keys.get(id) ?? null),
    findTaskAsker: (id) => answer(rows.tasks.get(id) ?? null),
    listDenials: (now) => answer(rows.denials.filter(({ expiresAt }) => expiresAt > now)),
    async denyToken({ id, expiresAt }, deniedAt) {
      await answer(null)
      rows.denials.push({ kind: 'token', subject: id, deniedAt, expiresAt })
    },
    ping: () => answer(undefined),
    async close() {},
  }
  return { store, rows, state }
}

/** The authorization server over a store in memory, its clock standing still, and ways to ask it. For tests only. */
export async function anAuthServer(limits?: Parameters<typeof createAttempts>[0]) {
  const clock = new FakeClock()
  const { store, rows, state } = memoryStore()
  const keys = createKeyRing([await newSigningKey()], clock)
  const clients = createClients({ secrets: SECRETS, pepper: PEPPER, store, clock })
  const context: EngineContext = { issuer: ISSUER, keys, store, clock, clients }
  const feed = createDenialFeed(store, clock)
  const lines: string[] = []
  const app = createAuthServerApp({
    ...context,
    attempts: createAttempts(limits),
    denials: feed,
    denialReaders: new Map([['sistema3', SECRETS.reader]]),
    http: {
      logger: createLogger('auth', 'info', { write: (line: string) => void lines.push(line) }),
      metrics: createMetrics('auth'),
      docsUrl: ISSUER,
      proxies: createTrustedProxies([]),
    },
  })

  async function send(path: string, init: RequestInit = {}, peer = PEER): Promise<Answer> {
    const response = await app.fetch(new Request(ISSUER + path, init), { peer })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
  }

  function post(path: string, authorization: string | undefined, form: Form, peer?: string): Promise<Answer> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(form)) for (const each of [value].flat()) body.append(name, each)
    return send(path, { method: 'POST', headers: authorization ? { authorization } : {}, body }, peer)
  }

  function addKey(scopes: readonly KeyScope[], over: Partial<LiveKey> = {}): TestKey {
    const { id, secret } = createAccessKey('live')
    const row: LiveKey = {
      id,
      institutionId: randomId('institution'),
      scopes,
      tier: 'profissional',
      purposes: PURPOSES,
      ips: [],
      limit: null,
      expiresAt: null,
      secretDigests: [secretDigest(secret, PEPPER)],
      ...over,
    }
    rows.keys.set(id, row)
    return { id, secret, basic: formatBasic(id, secret), row }
  }

  return {
    ...{ app, clock, keys, context, rows, state, feed, lines, send, post, addKey },
    digestOf: (secret: string) => secretDigest(secret, PEPPER),
    /** `client_credentials`, with the form's other members. */
    token: (key: Pick<TestKey, 'basic'>, form: Form = {}, peer?: string) =>
      post('/oauth/token', key.basic, { grant_type: 'client_credentials', ...form }, peer),
    introspect: (key: Pick<TestKey, 'basic'>, token: string) => post('/oauth/introspect', key.basic, { token }),
    revoke: (key: Pick<TestKey, 'basic'>, token: string) => post('/oauth/revoke', key.basic, { token }),
    openSession(role: Subject['role'] = 'analyst'): Subject {
      const subject: Subject = {
        sessionId: randomId('session'),
        memberId: randomId('member'),
        institutionId: randomId('institution'),
        email: `${randomBytes(4).toString('hex')}@aurora.example`,
        role,
        purposes: PURPOSES,
        sessionEndsAt: new Date(clock.now().getTime() + 3_600_000),
      }
      rows.sessions.set(subject.sessionId, subject)
      return subject
    },
  }
}
export type AuthServer = Awaited<ReturnType<typeof anAuthServer>>
