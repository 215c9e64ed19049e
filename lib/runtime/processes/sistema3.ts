import { readFile } from 'node:fs/promises'
import { importSPKI } from 'jose'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { createMongoInquiryLedger } from '#lib/audit/store.mongo.ts'
import type { Config } from '#lib/config/index.ts'
import { connectMongo } from '#lib/datastores/mongo.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { startJobs } from '#lib/jobs/scheduler.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import {
  createBasicDoor,
  createCardIndex,
  createKeyMap,
  createMongoCredentialStore,
  createMongoHolderStore,
  createMongoPortfolioStore,
  createMovementApp,
} from '#lib/systems/movements/index.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { drain, listen } from '../drain.ts'
import type { ProcessHandle } from '../process-handle.ts'
import { createServiceListener } from '../service-listener.ts'

const LOOPBACK = '127.0.0.1'
const RELOAD_EVERY_MS = 1_000

/** sistema3: bureau inquiries, movements and card purchases from Base C, behind keys that it checks from memory. */
export async function start(config: Config<'sistema3'>): Promise<ProcessHandle> {
  const logger = createLogger('sistema3', config.LOG_LEVEL)
  const publicUrl = config.PUBLIC_URL ?? 'http://localhost:3000'
  const statementKey = await importSPKI(await readFile(config.STATEMENT_PUBLIC_KEY_FILE, 'utf8'), 'EdDSA')
  const baseC = await connectMongo(config.MONGODB_URI_BASE_C, { appName: 'sistema3' })
  const keys = createKeyMap(createMongoCredentialStore(baseC.db), { clock: systemClock, logger })
  // Nobody could be let in before the first load, so there is nothing to listen for.
  await keys.reload()

  const app = createMovementApp({
    logger,
    metrics: createMetrics('sistema3'),
    docsUrl: `${publicUrl}/documentacao/erros`,
    proxies: createTrustedProxies(config.TRUSTED_PROXIES ?? []),
    door: createBasicDoor({ keys, pepper: config.ACCESS_KEY_PEPPER, statementKey, clock: systemClock }),
    limiter: createRateLimiter(systemClock),
    refs: createCandidateRefs(config.CANDIDATE_REF_KEY, systemClock),
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
  const server = createServiceListener(app, async () => {
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
  const reloading = startJobs([reload], logger)
  return {
    async close() {
      await drain(server)
      await reloading.close()
      await baseC.close()
    },
  }
}
