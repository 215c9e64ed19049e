import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import {
  createAttempts,
  createAuthServerApp,
  createClients,
  createDenialFeed,
  createKeyRing,
  createPostgresAuthStore,
  createSistema1Push,
  readSigningKeys,
} from '#lib/auth-server/index.ts'
import type { Config } from '#lib/config/index.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { startJobs } from '#lib/jobs/index.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { readClientTls } from '../client-tls.ts'
import { drain, listen } from '../drain.ts'
import type { ProcessHandle } from '../process-handle.ts'

const LOOPBACK = '127.0.0.1'
const CONNECTIONS = 5
const REQUEST_TIMEOUT_MS = 15_000
const KEYS_EVERY_MS = 5_000

/**
 * The authorization server: holds the signing keys, issues tokens to partners' keys and for live sessions, tells and
 * takes back what it issued, and brings sistema1 its key set and what was taken back.
 */
export async function start(config: Config<'auth'>): Promise<ProcessHandle> {
  const logger = createLogger('auth', config.LOG_LEVEL)
  const issuer = config.PUBLIC_URL ?? 'http://localhost:3000'
  const clock = systemClock
  const keys = createKeyRing(await readSigningKeys(config.AUTH_SIGNING_KEY_FILE), clock)
  const portal = createPortalClient(config.DATABASE_URL_PORTAL_AUTH, {
    max: CONNECTIONS,
    applicationName: 'crivo-auth',
    onIdleError: (error) => logger.warn({ event: 'portal-database.connection-lost', err: error }),
  })
  const store = createPostgresAuthStore(portal)
  await store.ping()
  const denials = createDenialFeed(store, clock)
  await denials.run()
  const app = createAuthServerApp({
    clients: createClients({
      secrets: {
        portal: config.AUTH_CLIENT_SECRET_PORTAL,
        sistema2: config.AUTH_CLIENT_SECRET_SISTEMA2,
        worker: config.AUTH_CLIENT_SECRET_WORKER,
      },
      pepper: config.ACCESS_KEY_PEPPER,
      store,
      clock,
    }),
    attempts: createAttempts(),
    denials,
    denialReaders: new Map([['sistema3', config.AUTH_CLIENT_SECRET_SISTEMA3]]),
    http: {
      logger,
      metrics: createMetrics('auth'),
      docsUrl: `${issuer}/documentacao/erros`,
      proxies: createTrustedProxies(config.TRUSTED_PROXIES ?? []),
    },
    clock,
    issuer,
    keys,
    store,
  })
  const tls = await readClientTls(config)
  const push = createSistema1Push({ url: config.SISTEMA1_URL, tls, keys, denials, clock, logger })
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, getRequestListener(app.fetch))
  await listen(server, config.SERVICE_PORT, LOOPBACK)
  const jobs = startJobs([denials, push, rereadingOf(keys, config.AUTH_SIGNING_KEY_FILE)], logger)
  return {
    async close() {
      await drain(server)
      await jobs.close()
      await Promise.all([push.close(), store.close()])
    },
  }
}

/** Rotation is a change of the file of keys; a file that can't be used is logged each time, and the keys at hand stay. */
function rereadingOf(keys: ReturnType<typeof createKeyRing>, file: string) {
  return {
    name: 'reread-signing-keys',
    everyMs: KEYS_EVERY_MS,
    async run() {
      keys.adopt(await readSigningKeys(file))
      return 0
    },
  }
}
