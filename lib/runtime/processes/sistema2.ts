import { readFile } from 'node:fs/promises'
import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { formatBasic } from '#lib/access/basic.ts'
import { createBearerDoor } from '#lib/access/bearer-door.ts'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createKeySetCache } from '#lib/access/key-set.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { createTokenDenials, DenialListOnWire, type TokenDenials } from '#lib/access/token-denials.ts'
import { createMongoInquiryLedger } from '#lib/audit/store.mongo.ts'
import type { Config } from '#lib/config/index.ts'
import { connectMongo } from '#lib/datastores/mongo.ts'
import {
  type ClientTls,
  createDebtsAdapter,
  createHttpClient,
  createOutboundObserver,
  type HttpClient,
  TIMEOUT_MS,
} from '#lib/gateway/index.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { startJobs } from '#lib/jobs/scheduler.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createMongoPeopleStore, createScoreApp, createSubjectIndex } from '#lib/systems/score/index.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { drain, listen } from '../drain.ts'
import type { ProcessHandle } from '../process-handle.ts'
import { createServiceListener } from '../service-listener.ts'

const LOOPBACK = '127.0.0.1'
const KEYS_EVERY_MS = 60_000
const KEYS_RETRY_MS = 2_000
const DENIALS_EVERY_MS = 250
const DENIALS_RETRY_MS = 1_000

/** sistema2: registration, income, assets and score from Base B; debts asked of sistema1 for each look-up. */
export async function start(config: Config<'sistema2'>): Promise<ProcessHandle> {
  const logger = createLogger('sistema2', config.LOG_LEVEL)
  const metrics = createMetrics('sistema2')
  const observe = createOutboundObserver(logger, metrics)
  const publicUrl = config.PUBLIC_URL ?? 'http://localhost:3000'
  const baseB = await connectMongo(config.MONGODB_URI_BASE_B, { appName: 'sistema2' })
  const auth = createHttpClient({ dependency: 'auth', url: config.AUTH_URL, timeoutMs: TIMEOUT_MS.auth, observe })
  const debts = createDebtsAdapter({
    sistema1: { url: config.SISTEMA1_URL, tls: await readTls(config) },
    auth: { url: config.AUTH_URL, clientId: 'sistema2', clientSecret: config.AUTH_CLIENT_SECRET_SISTEMA2 },
    clock: systemClock,
    observe,
  })
  const keySet = createKeySetCache(() => fetchKeySet(auth), systemClock)
  const denials = createTokenDenials(systemClock)
  const subjectIndex = createSubjectIndex(config.BLIND_INDEX_KEY_BASE_B)

  const app = createScoreApp({
    logger,
    metrics,
    docsUrl: `${publicUrl}/documentacao/erros`,
    proxies: createTrustedProxies(config.TRUSTED_PROXIES ?? []),
    door: createBearerDoor({
      issuer: publicUrl,
      audience: 'sistema2',
      presentedBy: 'subject',
      getKey: keySet.getKey,
      denials,
      clock: systemClock,
    }),
    limiter: createRateLimiter(systemClock),
    refs: createCandidateRefs(config.CANDIDATE_REF_KEY, systemClock),
    debts,
    context: {
      people: createMongoPeopleStore(baseB.db, config.BLIND_INDEX_KEY_BASE_B),
      cursors: createCursorCodec(config.CURSOR_SECRET),
      ledger: createMongoInquiryLedger(baseB.db, { pseudonymOf: subjectIndex }),
      clock: systemClock,
      newId: randomId,
      logger,
    },
  })
  const server = createServiceListener(app, async () => {
    if (!keySet.isUsable()) throw new Error('no key set')
    if (!denials.isFresh()) throw new Error('no list of denied tokens')
    await baseB.ping()
  })
  const denying = denialsOf(denials, auth, config.AUTH_CLIENT_SECRET_SISTEMA2)
  // The first caller shouldn't be the one who waits for it; an authorization server that starts later is no reason to.
  await denying.run().catch(() => undefined)
  await listen(server, config.SERVICE_PORT, LOOPBACK)
  const refreshing = startJobs([refreshOf(keySet), denying], logger)
  return {
    async close() {
      await drain(server)
      await refreshing.close()
      await Promise.all([debts.close(), auth.close(), baseB.close()])
    },
  }
}

/** Soon again while there is no usable set (at a start before the authorization server's), at leisure afterwards. */
function refreshOf(keySet: ReturnType<typeof createKeySetCache>) {
  return {
    name: 'refresh-key-set',
    get everyMs() {
      return keySet.isUsable() ? KEYS_EVERY_MS : KEYS_RETRY_MS
    },
    async run() {
      await keySet.refresh()
      return 0
    },
  }
}

/** What was revoked is asked for several times a second: it holds here within one. */
function denialsOf(denials: TokenDenials, auth: HttpClient, secret: Redacted<string>) {
  const headers = { accept: 'application/json', authorization: formatBasic('sistema2', secret.reveal()) }
  let fetched = true
  return {
    name: 'fetch-token-denials',
    get everyMs() {
      return fetched ? DENIALS_EVERY_MS : DENIALS_RETRY_MS
    },
    async run() {
      fetched = false
      const outcome = await auth.send({ method: 'GET', path: '/interno/revogacoes', headers })
      if (outcome.kind === 'failed' || outcome.status !== 200) throw new Error('the denied tokens could not be fetched')
      denials.replace(DenialListOnWire.parse(JSON.parse(outcome.body.toString('utf8'))))
      fetched = true
      return 0
    },
  }
}

const KeySetAnswer = z.object({ keys: z.array(z.looseObject({ kty: z.literal('RSA'), kid: z.string() })).min(1) })

async function fetchKeySet(auth: HttpClient): Promise<JSONWebKeySet> {
  const path = '/.well-known/jwks.json'
  const outcome = await auth.send({ method: 'GET', path, headers: { accept: 'application/json' } })
  if (outcome.kind === 'failed' || outcome.status !== 200) throw new Error('the key set could not be fetched')
  return KeySetAnswer.parse(JSON.parse(outcome.body.toString('utf8')))
}

async function readTls(config: Config<'sistema2'>): Promise<ClientTls> {
  const files = [config.TLS_CA_FILE, config.TLS_CERT_FILE, config.TLS_KEY_FILE]
  const [ca = '', cert = '', key = ''] = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return { ca, cert, key: new Redacted(key) }
}
