import { readFile } from 'node:fs/promises'
import { importSPKI } from 'jose'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { createUsageMeter } from '#lib/access/usage-meter.ts'
import { createMongoInquiryLedger } from '#lib/audit/store.mongo.ts'
import type { Config } from '#lib/config/index.ts'
import { connectMongo } from '#lib/datastores/mongo.ts'
import { createBreakers, createHttpClient, createOutboundObserver, TIMEOUT_MS } from '#lib/gateway/index.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { startJobs } from '#lib/jobs/scheduler.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import {
  type ConsentStore,
  createBasicDoor,
  createCardIndex,
  createKeyMap,
  createMongoConsentStore,
  createMongoCredentialStore,
  createMongoHolderStore,
  createMongoMovementIntake,
  createMongoOwnInquiries,
  createMongoPortfolioStore,
  createMovementApp,
  watchCredentials,
} from '#lib/systems/movements/index.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { drain, listen } from '../drain.ts'
import type { ProcessHandle } from '../process-handle.ts'
import { createServiceListener } from '../service-listener.ts'
import { createTokenChecking } from '../token-checking.ts'

const LOOPBACK = '127.0.0.1'
const RELOAD_EVERY_MS = 1_000
const UNLIST_EVERY_MS = 60_000
/** At most so many each time: a year's consents that run out together are cleared over minutes, beside the answers. */
const UNLIST_AT_ONCE = 200

/** sistema3: bureau inquiries, movements and card purchases from Base C, behind keys that it checks from memory. */
export async function start(config: Config<'sistema3'>): Promise<ProcessHandle> {
  const logger = createLogger('sistema3', config.LOG_LEVEL)
  const publicUrl = config.PUBLIC_URL ?? 'http://localhost:3000'
  const statementKey = await importSPKI(await readFile(config.STATEMENT_PUBLIC_KEY_FILE, 'utf8'), 'EdDSA')
  const baseC = await connectMongo(config.MONGODB_URI_BASE_C, { appName: 'sistema3' })
  const keys = createKeyMap(createMongoCredentialStore(baseC.db), { clock: systemClock, logger })
  // Nobody could be let in before the first load, so there is nothing to listen for.
  await keys.reload()

  const metrics = createMetrics('sistema3')
  metrics.watchAge('credentials', () => keys.ageMs())
  const breakers = createBreakers({ logger })
  const auth = createHttpClient({
    dependency: 'auth',
    url: config.AUTH_URL,
    timeoutMs: TIMEOUT_MS.auth,
    observe: createOutboundObserver(logger, metrics),
    breakers,
  })
  const tokens = createTokenChecking({
    auth,
    client: { id: 'sistema3', secret: config.AUTH_CLIENT_SECRET_SISTEMA3 },
    issuer: publicUrl,
    audience: 'crivo',
    clock: systemClock,
  })
  const consents = createMongoConsentStore(baseC.db)
  const app = createMovementApp({
    logger,
    metrics,
    docsUrl: `${publicUrl}/documentacao/erros`,
    proxies: createTrustedProxies(config.TRUSTED_PROXIES ?? []),
    door: createBasicDoor({ keys, pepper: config.ACCESS_KEY_PEPPER, statementKey, clock: systemClock }),
    bearer: tokens.door,
    limiter: createRateLimiter(systemClock),
    usage: createUsageMeter(systemClock),
    usageSecret: config.USAGE_FEED_SECRET,
    refs: createCandidateRefs(config.CANDIDATE_REF_KEY, systemClock),
    consents,
    intake: createMongoMovementIntake(baseC.db),
    own: createMongoOwnInquiries(baseC.db),
    feedSecret: config.CONSENT_FEED_SECRET,
    context: {
      holders: createMongoHolderStore(baseC.db, createCardIndex(config.CARD_INDEX_KEY)),
      portfolio: createMongoPortfolioStore(baseC.db),
      // Base C keeps CPFs as they are, in its ledger too.
      ledger: createMongoInquiryLedger(baseC.db, { pseudonymOf: (cpf) => cpf }),
      cursors: createCursorCodec(config.CURSOR_SECRET),
      clock: systemClock,
      newId: randomId,
      logger,
    },
  })
  const server = createServiceListener(app, breakers, async () => {
    if (!keys.isFresh()) throw new Error('stale keys')
    await baseC.ping()
  })
  await listen(server, config.SERVICE_PORT, LOOPBACK)
  const reload = {
    name: 'reload-keys',
    everyMs: RELOAD_EVERY_MS,
    async run() {
      await keys.reload()
      return 0
    },
  }
  // A change is taken in as it comes; the reload of each second is for what the stream may have missed.
  const changes = watchCredentials(
    baseC.db,
    () => void keys.reload().catch((error: unknown) => logger.warn({ event: 'keys.not-reloaded', err: error })),
    (error) => logger.warn({ event: 'credentials.unwatched', err: error }),
  )
  // Sistema3's own doors need no token: how old the authorization server's word is doesn't make this process unready.
  const jobs = startJobs([reload, unlistingOf(consents), ...tokens.jobs], logger)
  return {
    async close() {
      await drain(server)
      await Promise.all([jobs.close(), changes.close()])
      await Promise.all([auth.close(), baseC.close()])
    },
  }
}

function unlistingOf(consents: ConsentStore) {
  return {
    name: 'unlist-expired-consents',
    everyMs: UNLIST_EVERY_MS,
    run: () => consents.unlistExpired(systemClock.now(), UNLIST_AT_ONCE),
  }
}
