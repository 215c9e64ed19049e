import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import {
  createAuthServerApp,
  createClients,
  createKeyPush,
  createPostgresSubjectStore,
  readSigningKey,
} from '#lib/auth-server/index.ts'
import type { Config } from '#lib/config/index.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { startJobs } from '#lib/jobs/index.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { drain, listen } from '../drain.ts'
import type { ProcessHandle } from '../process-handle.ts'

const LOOPBACK = '127.0.0.1'
const CONNECTIONS = 5
const REQUEST_TIMEOUT_MS = 15_000

/** The token server: holds the signing key, issues tokens for live sessions, and brings sistema1 its key set. */
export async function start(config: Config<'auth'>): Promise<ProcessHandle> {
  const logger = createLogger('auth', config.LOG_LEVEL)
  const issuer = config.PUBLIC_URL ?? 'http://localhost:3000'
  const signingKey = await readSigningKey(config.AUTH_SIGNING_KEY_FILE)
  const portal = createPortalClient(config.DATABASE_URL_PORTAL_AUTH, {
    max: CONNECTIONS,
    applicationName: 'crivo-auth',
    onIdleError: (error) => logger.warn({ event: 'portal-database.connection-lost', err: error }),
  })
  const store = createPostgresSubjectStore(portal)
  await store.ping()
  const app = createAuthServerApp({
    clients: createClients({
      portal: config.AUTH_CLIENT_SECRET_PORTAL,
      sistema2: config.AUTH_CLIENT_SECRET_SISTEMA2,
    }),
    http: {
      logger,
      metrics: createMetrics('auth'),
      docsUrl: `${issuer}/documentacao/erros`,
      proxies: createTrustedProxies(config.TRUSTED_PROXIES ?? []),
    },
    clock: systemClock,
    issuer,
    signingKey,
    store,
  })
  const keys = createKeyPush({
    url: config.SISTEMA1_URL,
    tls: await readTls(config),
    keySet: signingKey.keySet,
    logger,
  })
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, getRequestListener(app.fetch))
  await listen(server, config.SERVICE_PORT, LOOPBACK)
  const pushing = startJobs([keys], logger)
  return {
    async close() {
      await drain(server)
      await pushing.close()
      await Promise.all([keys.close(), store.close()])
    },
  }
}

async function readTls(config: Config<'auth'>) {
  const files = [config.TLS_CA_FILE, config.TLS_CERT_FILE, config.TLS_KEY_FILE]
  const [ca = '', cert = '', key = ''] = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return { ca, cert, key: new Redacted(key) }
}
