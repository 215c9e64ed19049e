import { join } from 'node:path'
import next from 'next'
import { type Config, prepareNextEnvironment, requireSafeListener } from '#lib/config/index.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { drain, listen } from '../drain.ts'
import { createAdminListener } from '../front/admin-listener.ts'
import { buildFrontServices } from '../front/build-services.ts'
import { createHystrixStream } from '../front/hystrix-stream.ts'
import { createOuterListener } from '../front/outer-listener.ts'
import { readPageRoutes } from '../front/page-routes.ts'
import { createHostRule, createPeerRule } from '../front/transport-rules.ts'
import { createHealthHandler } from '../health.ts'
import type { ProcessHandle } from '../process-handle.ts'
import { installServices } from '../services.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const LOOPBACK = '127.0.0.1'

/** The public process: one outer listener for the API and the pages, and the admin listener on loopback. */
export async function start(config: Config<'front'>): Promise<ProcessHandle> {
  requireSafeListener(config)
  const logger = createLogger('front', config.LOG_LEVEL)
  const metrics = createMetrics('front')
  const parts = await buildFrontServices(config, { logger, metrics })
  // Before Next is prepared: its bundles take the services from the holder, and next-auth reads the address.
  installServices(parts.services)
  prepareNextEnvironment(parts.publicUrl)
  const app = next({ dev: false, dir: PROJECT, hostname: 'localhost', port: config.PORT })
  await app.prepare()
  const toPages = app.getRequestHandler()

  const proxies = createTrustedProxies(config.TRUSTED_PROXIES ?? [])
  const health = createHealthHandler(parts.ready)
  const outer = createOuterListener({
    publicApi: parts.services.publicApi,
    pages: (request, response) => toPages(request, response),
    routeOf: await readPageRoutes(join(PROJECT, config.PORTAL_BUILD)),
    health,
    hostRule: createHostRule(parts.publicUrl, { host: config.HOST, port: config.PORT }),
    admitsPeer: createPeerRule(proxies),
    proxies,
    peerSeal: parts.peerSeal,
    publicUrl: parts.publicUrl,
    docsUrl: parts.docsUrl,
    requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
    logger,
    metrics,
  })
  const admin = createAdminListener({
    metrics,
    health,
    hystrixStream: createHystrixStream(parts.services.breakers, systemClock),
    hostRule: createHostRule(`http://${LOOPBACK}:${config.ADMIN_PORT}`, { host: LOOPBACK, port: config.ADMIN_PORT }),
  })
  await listen(admin, config.ADMIN_PORT, LOOPBACK)
  await listen(outer, config.PORT, config.HOST)
  return {
    async close() {
      // Streams would have the drain wait for as long as somebody listens.
      parts.services.breakers.stop()
      await drain(outer)
      await Promise.all([drain(admin), app.close()])
      await parts.close()
    },
  }
}
