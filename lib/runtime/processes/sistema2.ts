import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { createUsageMeter } from '#lib/access/usage-meter.ts'
import { createMongoInquiryLedger } from '#lib/audit/store.mongo.ts'
import type { Config } from '#lib/config/index.ts'
import { connectMongo } from '#lib/datastores/mongo.ts'
import {
  createBreakers,
  createDebtsAdapter,
  createHttpClient,
  createOutboundObserver,
  createPortfolioFeed,
  TIMEOUT_MS,
} from '#lib/gateway/index.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { startJobs } from '#lib/jobs/scheduler.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import {
  createConsentFollower,
  createMongoPeopleStore,
  createMongoPortfolioStore,
  createScoreApp,
  createSubjectIndex,
} from '#lib/systems/score/index.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { readClientTls } from '../client-tls.ts'
import { drain, listen } from '../drain.ts'
import type { ProcessHandle } from '../process-handle.ts'
import { createServiceListener } from '../service-listener.ts'
import { createTokenChecking } from '../token-checking.ts'

const LOOPBACK = '127.0.0.1'
const CONSENTS_EVERY_MS = 1_000

/** sistema2: registration, income, assets and score from Base B; debts asked of sistema1 for each look-up. */
export async function start(config: Config<'sistema2'>): Promise<ProcessHandle> {
  const logger = createLogger('sistema2', config.LOG_LEVEL)
  const metrics = createMetrics('sistema2')
  const outbound = {
    observe: createOutboundObserver(logger, metrics),
    breakers: createBreakers({ logger }),
  }
  const publicUrl = config.PUBLIC_URL ?? 'http://localhost:3000'
  const baseB = await connectMongo(config.MONGODB_URI_BASE_B, { appName: 'sistema2' })
  const auth = createHttpClient({ dependency: 'auth', url: config.AUTH_URL, timeoutMs: TIMEOUT_MS.auth, ...outbound })
  const sistema1 = { url: config.SISTEMA1_URL, tls: await readClientTls(config) }
  const debts = createDebtsAdapter({
    sistema1,
    auth: { url: config.AUTH_URL, clientId: 'sistema2', clientSecret: config.AUTH_CLIENT_SECRET_SISTEMA2 },
    clock: systemClock,
    ...outbound,
  })
  const tokens = createTokenChecking({
    auth,
    client: { id: 'sistema2', secret: config.AUTH_CLIENT_SECRET_SISTEMA2 },
    issuer: publicUrl,
    audience: 'sistema2',
    clock: systemClock,
  })
  const subjectIndex = createSubjectIndex(config.BLIND_INDEX_KEY_BASE_B)

  const portfolio = createMongoPortfolioStore(baseB.db, config.BLIND_INDEX_KEY_BASE_B)
  const feed = createPortfolioFeed({
    sistema1,
    sistema3: { url: config.SISTEMA3_URL, secret: config.CONSENT_FEED_SECRET },
    ...outbound,
  })
  const consents = createConsentFollower({ feed, register: portfolio, outlet: feed, clock: systemClock })

  const app = createScoreApp({
    logger,
    metrics,
    docsUrl: `${publicUrl}/documentacao/erros`,
    proxies: createTrustedProxies(config.TRUSTED_PROXIES ?? []),
    door: tokens.door,
    limiter: createRateLimiter(systemClock),
    usage: createUsageMeter(systemClock),
    usageSecret: config.USAGE_FEED_SECRET,
    refs: createCandidateRefs(config.CANDIDATE_REF_KEY, systemClock),
    debts,
    context: {
      people: createMongoPeopleStore(baseB.db, config.BLIND_INDEX_KEY_BASE_B),
      portfolio,
      consents,
      cursors: createCursorCodec(config.CURSOR_SECRET),
      ledger: createMongoInquiryLedger(baseB.db, { pseudonymOf: subjectIndex }),
      clock: systemClock,
      newId: randomId,
      logger,
    },
  })
  const server = createServiceListener(app, outbound.breakers, async () => {
    const missing = tokens.missing()
    if (missing !== null) throw new Error(missing)
    await baseB.ping()
  })
  // The first caller shouldn't be the one who waits for it; an authorization server that starts later is no reason to.
  await tokens.jobs[0].run().catch(() => undefined)
  await listen(server, config.SERVICE_PORT, LOOPBACK)
  const refreshing = startJobs([...tokens.jobs, followingOf(consents)], logger)
  return {
    async close() {
      await drain(server)
      await refreshing.close()
      await Promise.all([debts.close(), feed.close(), auth.close(), baseB.close()])
    },
  }
}

/** Consents are Base C's; what changed there holds in lists here a second later. */
function followingOf(consents: { run(): Promise<number> }) {
  return { name: 'follow-consents', everyMs: CONSENTS_EVERY_MS, run: () => consents.run() }
}
