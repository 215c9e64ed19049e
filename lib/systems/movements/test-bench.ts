import { generateKeyPairSync } from 'node:crypto'
import { type CryptoKey, importPKCS8, importSPKI } from 'jose'
import { createAccessKey, secretDigest } from '#lib/access/access-key.ts'
import { formatBasic } from '#lib/access/basic.ts'
import type { BearerDoor } from '#lib/access/bearer-door.ts'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import type { MemberClaims } from '#lib/access/member-claims.ts'
import { createRateLimiter, type RateLimiter } from '#lib/access/rate-limit.ts'
import { signMemberStatement } from '#lib/access/statement.ts'
import { createUsageMeter } from '#lib/access/usage-meter.ts'
import type { InquiryLedger } from '#lib/audit/inquiry-ledger.ts'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import type { ConsentStore } from './consents/store.ts'
import type { StoredCredential } from './credentials/credential.ts'
import { createKeyMap } from './credentials/key-map.ts'
import type { CredentialStore } from './credentials/store.ts'
import { createBasicDoor } from './door.ts'
import { createMovementApp } from './http.ts'
import type { OwnInquiries } from './recent/store.ts'
import type { MovementIntake } from './sources/store.ts'
import { createMemoryHolderStore, createMemoryPortfolioStore } from './store.memory.ts'
import type { HolderStore, PortfolioStore } from './store.ts'
import { AURORA, aHolder, BOREAL, PEOPLE } from './test-people.ts'

export const USAGE_SECRET = new Redacted('usage-secret-of-tests-'.repeat(2))

export const PEPPER = new Redacted('pepper-of-tests-'.repeat(3))

export const FEED_SECRET = new Redacted('feed-secret-of-tests-'.repeat(2))

/** For services whose tests register nothing. */
const nothing = () => Promise.reject(new Error('no register here'))
const NO_CONSENTS: ConsentStore = {
  register: nothing,
  withdraw: nothing,
  find: nothing,
  list: nothing,
  listChanges: nothing,
  unlistExpired: nothing,
}

/** A key with its secret, and the row that Base C keeps of it. */
export function aKey(over: Partial<StoredCredential> = {}) {
  const { id, secret } = createAccessKey('live')
  const hmac = secretDigest(secret, PEPPER)
  const row: StoredCredential = {
    id,
    kind: 'partner',
    environment: 'live',
    institutionId: AURORA,
    scopes: ['sistema3:consultar'],
    tier: 'profissional',
    limit: null,
    purposes: ['analise_de_credito', 'venda_a_prazo'],
    ips: [],
    status: 'ativa',
    expiresAt: null,
    secrets: [{ hmac, pepperVersion: 1, expiresAt: null }],
    updatedAt: new Date('2026-07-01T12:00:00.000Z'),
    ...over,
  }
  return { row, secret, basic: formatBasic(id, secret) }
}

export type MemberOf = Partial<Pick<MemberClaims, 'sub' | 'instituicao' | 'scope' | 'email'>>

async function statementKeys() {
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return { signing: await importPKCS8(pair.privateKey, 'EdDSA'), checking: await importSPKI(pair.publicKey, 'EdDSA') }
}

/** sistema3's app over given stores, its clock standing still, and ways to ask it. */
export async function anApp(parts: {
  holders: HolderStore
  portfolio?: PortfolioStore
  consents?: ConsentStore
  intake?: MovementIntake
  own?: OwnInquiries
  bearer?: BearerDoor
  ledger: InquiryLedger
  limiter?: RateLimiter
  credentials: readonly StoredCredential[] | CredentialStore
  clock?: FakeClock
}) {
  const clock = parts.clock ?? new FakeClock()
  const lines: string[] = []
  const logger = createLogger('sistema3', 'info', { write: (line: string) => void lines.push(line) })
  const { signing, checking } = await statementKeys()
  const given = parts.credentials
  const store =
    'listAll' in given
      ? given
      : { completeUntil: async () => clock.now(), listAll: async () => given, listChangedSince: async () => given }
  const keys = createKeyMap(store, { clock, logger })
  await keys.reload()
  const refs = createCandidateRefs(new Redacted('reference-key-of-tests-'.repeat(2)), clock)
  const app = createMovementApp({
    logger,
    metrics: createMetrics('sistema3'),
    docsUrl: 'https://crivo.example/documentacao/erros',
    proxies: createTrustedProxies(['127.0.0.1']),
    door: createBasicDoor({ keys, pepper: PEPPER, statementKey: checking, clock }),
    bearer: parts.bearer ?? (() => Promise.reject(new AppError('credencial_invalida'))),
    limiter: parts.limiter ?? createRateLimiter(clock),
    usage: createUsageMeter(clock),
    usageSecret: USAGE_SECRET,
    refs,
    consents: parts.consents ?? NO_CONSENTS,
    intake: parts.intake ?? { receive: nothing },
    own: parts.own ?? { listRecent: async () => [] },
    feedSecret: FEED_SECRET,
    context: {
      holders: parts.holders,
      portfolio: parts.portfolio ?? createMemoryPortfolioStore(people),
      ledger: parts.ledger,
      cursors: createCursorCodec(new Redacted('cursor-secret-of-tests-'.repeat(2))),
      clock,
      newId: randomId,
      logger,
    },
  })
  const fetch = async (path: string, init: RequestInit = {}, peer = '203.0.113.9'): Promise<Response> =>
    app.fetch(new Request(`http://sistema3${path}`, init), { peer })
  return {
    clock,
    keys,
    refs,
    lines,
    fetch,
    get: (path: string, authorization: string, headers: Record<string, string> = {}, peer?: string) =>
      fetch(`/v1/sistema3/${path}`, { headers: { authorization, ...headers } }, peer),
    post: (body: unknown, authorization: string, headers: Record<string, string> = {}) =>
      fetch('/v1/sistema3/consultas', {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    statementOf: (member: MemberOf = {}, key: CryptoKey = signing) => signMemberStatement(claimsOf(member), key, clock),
  }
}

function claimsOf(member: MemberOf): MemberClaims {
  return {
    sub: `mem_${'m'.repeat(22)}`,
    email: 'ana@aurora.example',
    instituicao: AURORA,
    papel: 'analyst',
    sessao: `ses_${'s'.repeat(22)}`,
    finalidades: ['analise_de_credito'],
    scope: 'sistema3:consultar',
    jti: randomId('event'),
    ...member,
  }
}

export const people = new Map([
  [PEOPLE.plain, aHolder(new FakeClock().now())],
  [PEOPLE.closed, { ...aHolder(new FakeClock().now(), 45, 1), closed: true }],
  [PEOPLE.other, aHolder(new FakeClock().now(), 30, 2)],
])

/** sistema3 over people in memory, with a key of Aurora (as asked), one of Boreal and the portal's own credential. */
export async function aService(over: Parameters<typeof aKey>[0] = {}) {
  const key = aKey(over)
  const boreal = aKey({ institutionId: BOREAL })
  const portal = aKey({ kind: 'portal', tier: 'corporativo' })
  const ledger = createMemoryInquiryLedger()
  const holders = createMemoryHolderStore(people)
  const app = await anApp({ holders, ledger, credentials: [key.row, boreal.row, portal.row] })
  const code = async (response: Response | Promise<Response>) =>
    ((await (await response).json()) as { codigo: string }).codigo
  return { ...app, key, boreal, portal, ledger, code }
}
