import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createCheckpointFile } from '#lib/audit/checkpoint-file.ts'
import { createPostgresCheckpointStore } from '#lib/audit/checkpoint-store.postgres.ts'
import type { Config } from '#lib/config/index.ts'
import { connectMongo } from '#lib/datastores/mongo.ts'
import { createPortalClient, type PortalDatabase } from '#lib/datastores/portal-database.ts'
import {
  createHttpClient,
  createOutboundObserver,
  createTaskLookUps,
  createTokenExchange,
  createTrailEnds,
  createUsageFeeds,
  TIMEOUT_MS,
} from '#lib/gateway/index.ts'
import {
  collectUsage,
  createJobs,
  type Job,
  purgeTasks,
  runTasks,
  signCheckpoints,
  startJobs,
} from '#lib/jobs/index.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { createPostgresCredentialSource, createPostgresUsageSums, startCredentialRelay } from '#lib/keys/index.ts'
import { saveCompleteUntil, saveCredentials } from '#lib/systems/movements/index.ts'
import { createPostgresTaskWorkStore, sealsOf } from '#lib/tasks/index.ts'
import { createLogger, type Logger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { readClientTls } from '../client-tls.ts'
import { drain, listen } from '../drain.ts'
import { createHealthHandler } from '../health.ts'
import type { ProcessHandle } from '../process-handle.ts'

const LOOPBACK = '127.0.0.1'
/** Tasks take a few for a moment each, other jobs two at most, the relay one for its passes and one to listen on. */
const CONNECTIONS = 8
/** A task that waits for a slow system holds up one lane and not the other. */
const LANES = ['1', '2']

/** The background process: its jobs, the tasks that people ask for, the relay that carries access keys to Base C's copy, and a listener that says how it is. */
export async function start(config: Config<'worker'>): Promise<ProcessHandle> {
  const logger = createLogger('worker', config.LOG_LEVEL)
  const portal = createPortalClient(config.DATABASE_URL_PORTAL_WORKER, {
    max: CONNECTIONS,
    applicationName: 'crivo-worker',
    onIdleError: (error) => logger.warn({ event: 'portal-database.connection-lost', err: error }),
  })
  await portal.ping()
  const baseC = await connectMongo(config.MONGODB_URI_BASE_C_RELAY, { appName: 'crivo-relay' })
  const relay = startCredentialRelay(
    createPostgresCredentialSource(portal),
    async (credentials, completeUntil) => {
      await saveCredentials(baseC.db, credentials, systemClock)
      if (completeUntil) await saveCompleteUntil(baseC.db, completeUntil)
    },
    logger,
  )
  const sistema1 = { url: config.SISTEMA1_URL, tls: await readClientTls(config) }
  const ends = createTrailEnds(sistema1)
  const signing = signCheckpoints({
    ends,
    store: createPostgresCheckpointStore(portal.client),
    file: createCheckpointFile(config.TRAIL_CHECKPOINT_FILE ?? join(config.CRIVO_STATE, 'checkpoints', 'trail.jsonl')),
    key: createPrivateKey(await readFile(config.TRAIL_SIGNING_KEY_FILE, 'utf8')),
    clock: systemClock,
    logger,
  })
  const tasks = createTaskJobs(config, portal, logger)
  const usage = createUsageFeeds({
    sistema1,
    sistema2: config.SISTEMA2_URL,
    sistema3: config.SISTEMA3_URL,
    secret: config.USAGE_FEED_SECRET,
  })
  const sums = createPostgresUsageSums(portal.client)
  const collecting = collectUsage({ feeds: usage.feeds, sums, clock: systemClock, logger })
  const jobs = startJobs([...createJobs(portal.client, systemClock), signing, collecting, ...tasks.jobs], logger)
  const health = createHealthHandler(() => portal.ping())
  const server = createServer((request, response) => {
    const pathname = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (!health(pathname, request, response)) response.writeHead(404).end()
  })
  await listen(server, config.SERVICE_PORT, LOOPBACK)
  return {
    async close() {
      await drain(server)
      await Promise.all([jobs.close(), relay.close()])
      await Promise.all([portal.close(), baseC.close(), ends.close(), usage.close(), tasks.close()])
    },
  }
}

/** The lanes on which tasks run, in the name of whoever asked for them, and what clears tasks away. */
function createTaskJobs(
  config: Config<'worker'>,
  portal: PortalDatabase,
  logger: Logger,
): { jobs: Job[]; close(): Promise<void> } {
  const observe = createOutboundObserver(logger, createMetrics('worker'))
  const auth = createHttpClient({ dependency: 'auth', url: config.AUTH_URL, timeoutMs: TIMEOUT_MS.auth, observe })
  const sistema2 = createHttpClient({
    dependency: 'sistema2',
    url: config.SISTEMA2_URL,
    timeoutMs: TIMEOUT_MS.sistema2,
    observe,
  })
  const clock = systemClock
  const exchange = createTokenExchange({
    auth,
    clientId: 'worker',
    clientSecret: config.AUTH_CLIENT_SECRET_WORKER,
    clock,
  })
  const work = createPostgresTaskWorkStore(portal.client)
  const lookUps = createTaskLookUps({ exchange, sistema2 })
  const deps = { work, lookUps, seals: sealsOf(config.TASK_KEY), clock, ids: randomId, logger }
  return {
    jobs: [...LANES.map((lane) => runTasks(deps, lane)), purgeTasks(work, clock)],
    async close() {
      await Promise.all([auth.close(), sistema2.close()])
    },
  }
}
