import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createBearerDoor } from '#lib/access/bearer-door.ts'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createKeySetCache } from '#lib/access/key-set.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { createTokenDenials } from '#lib/access/token-denials.ts'
import { createUsageMeter } from '#lib/access/usage-meter.ts'
import type { InquiryLedger } from '#lib/audit/inquiry-ledger.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import type { DebtRankingAnswer, DebtRankingQuestion, DebtsAnswer } from './debts-port.ts'
import { createScoreApp } from './http.ts'
import type { PortfolioStore } from './portfolio-store.ts'
import { createMemoryPortfolioStore } from './store.memory.portfolio.ts'
import type { PeopleStore } from './store.ts'
import { AURORA, KEY_ID } from './test-people.ts'

const ISSUER = 'https://crivo.example'
const KID = 'test-key'
const SECRET = new Redacted('a secret that only these tests use')
/** For tests that let hours pass and aren't about denials. */
const FAR_AHEAD = new Date('2100-01-01T00:00:00Z')

export const USAGE_SECRET = new Redacted('usage-secret-of-tests-'.repeat(2))

export type TokenOver = {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  key?: CryptoKey
  lifeSeconds?: number
}

/** sistema2's app over given stores, its clock standing still, an authorization server of its own, and ways to ask. */
export async function anApp(parts: {
  people: PeopleStore
  ledger: InquiryLedger
  portfolio?: PortfolioStore
  clock?: FakeClock
}) {
  const clock = parts.clock ?? new FakeClock()
  const lines: string[] = []
  const logger = createLogger('sistema2', 'info', { write: (line: string) => void lines.push(line) })
  const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: KID, alg: 'PS256', use: 'sig' }
  const auth: { isUp: boolean } = { isUp: true }
  const keySet = createKeySetCache(async () => {
    if (!auth.isUp) throw new Error('down')
    return { keys: [jwk] }
  }, clock)
  const denials = createTokenDenials(clock)
  denials.replace({ readAt: FAR_AHEAD, denials: [] })
  const debts: {
    answer: DebtsAnswer
    ranking: DebtRankingAnswer
    ranked: DebtRankingQuestion[]
    tokens: string[]
  } = { answer: { kind: 'unavailable' }, ranking: { kind: 'unavailable' }, ranked: [], tokens: [] }
  const consents = { fresh: true }
  const app = createScoreApp({
    logger,
    metrics: createMetrics('sistema2'),
    docsUrl: 'https://crivo.example/documentacao/erros',
    proxies: createTrustedProxies(['127.0.0.1']),
    door: createBearerDoor({
      issuer: ISSUER,
      audience: 'sistema2',
      presentedBy: 'subject',
      getKey: keySet.getKey,
      denials,
      clock,
    }),
    limiter: createRateLimiter(clock),
    usage: createUsageMeter(clock),
    usageSecret: USAGE_SECRET,
    refs: createCandidateRefs(SECRET, clock),
    debts: {
      forToken: (token) => ({
        async summarize() {
          debts.tokens.push(token)
          return debts.answer
        },
        async summarizeMany({ cpfs }) {
          debts.tokens.push(token)
          const { answer } = debts
          if (answer.kind !== 'permitted') return answer
          return { kind: 'permitted', summaries: new Map(cpfs.map((cpf) => [cpf, answer.summary])) }
        },
        async rank(question) {
          debts.tokens.push(token)
          debts.ranked.push(question)
          return debts.ranking
        },
      }),
    },
    context: {
      people: parts.people,
      portfolio: parts.portfolio ?? createMemoryPortfolioStore([]),
      consents: { isFresh: () => consents.fresh },
      ledger: parts.ledger,
      cursors: createCursorCodec(SECRET),
      clock,
      newId: randomId,
      logger,
    },
  })
  const fetch = async (path: string, init: RequestInit = {}, peer = '203.0.113.9'): Promise<Response> =>
    app.fetch(new Request(`http://sistema2${path}`, init), { peer })

  function aToken(scope = 'sistema2:score sistema2:cadastro dividas:resumo', over: TokenOver = {}): Promise<string> {
    const issuedAt = Math.floor(clock.now().getTime() / 1_000)
    return new SignJWT({
      iss: ISSUER,
      aud: 'sistema2',
      sub: `mem_${'m'.repeat(22)}`,
      client_id: 'portal',
      email: 'ana@aurora.example',
      instituicao: AURORA,
      papel: 'analyst',
      sessao: `ses_${'s'.repeat(22)}`,
      finalidades: ['analise_de_credito', 'venda_a_prazo'],
      scope,
      jti: randomId('event'),
      iat: issuedAt,
      exp: issuedAt + (over.lifeSeconds ?? 300),
      ...over.claims,
    })
      .setProtectedHeader({ alg: 'PS256', typ: 'at+jwt', kid: KID, ...over.header })
      .sign(over.key ?? privateKey)
  }

  /** A token as a partner's key gets it. */
  function aKeyToken(scope: string, claims: Record<string, unknown> = {}): Promise<string> {
    const member = { email: undefined, papel: undefined, sessao: undefined }
    const key = { sub: KEY_ID, client_id: KEY_ID, ambiente: 'live', nivel: 'gratuito' }
    return aToken(scope, { claims: { ...member, ...key, ...claims } })
  }

  return {
    clock,
    auth,
    denials,
    keySet,
    debts,
    consents,
    lines,
    fetch,
    aToken,
    aKeyToken,
    get: (path: string, token: string, headers: Record<string, string> = {}) =>
      fetch(`/v1/sistema2/${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } }),
    post: (body: unknown, token: string, headers: Record<string, string> = {}) =>
      fetch('/v1/sistema2/consultas', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}
