import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { getRequestListener } from '@hono/node-server'
import { type BearerDoorOptions, createBearerDoor } from '#lib/access/bearer-door.ts'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createPasswordHasher } from '#lib/access/passwords/password-hash.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { createTokenDenials } from '#lib/access/token-denials.ts'
import { createUsageMeter } from '#lib/access/usage-meter.ts'
import type { Config } from '#lib/config/index.ts'
import { createBaseAClient } from '#lib/datastores/base-a-database.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { startJobs } from '#lib/jobs/scheduler.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import {
  callerOfSocket,
  createDebtsApp,
  createKeySet,
  createPostgresApprovalStore,
  createPostgresFileStore,
  createPostgresGrantStore,
  createPostgresPortfolioStore,
  createPostgresProofStore,
  createPostgresSourceStore,
  createPostgresTrailStore,
  createSearchKeys,
  createSubjectKeys,
  createTotp,
  type DebtContext,
  restoreKeySet,
  restoreTokenDenials,
  startTicketSweep,
  type TrailContext,
} from '#lib/systems/debts/index.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { drain, listen } from '../drain.ts'
import type { ProcessHandle } from '../process-handle.ts'

const LOOPBACK = '127.0.0.1'
/** A denied token is out everywhere within a second, the push's own pace included. */
const FOLLOW_EVERY_MS = 250
const DEFAULT_PUBLIC_URL = 'http://localhost:3000'
const POOL = { files: 16, grants: 4, proofs: 4, auditor: 3 } as const
/** Approvers are few: two at once leave threads for everything else, and a burst waits its turn. */
const HASHING = { concurrency: 2, queue: 16 } as const
const MAX_HEADER_BYTES = 16 * 1_024
const REQUEST_TIMEOUT_MS = 15_000

/**
 * Base A's process: HTTPS by TLS 1.3 with client certificates of the local authority and nothing else. It listens and
 * never dials out; the token keys and what was revoked are pushed in.
 */
export async function start(config: Config<'sistema1'>): Promise<ProcessHandle> {
  const logger = createLogger('sistema1', config.LOG_LEVEL)
  const onIdleError = (err: Error) => logger.warn({ event: 'postgres.connection-lost', err })
  const files = createBaseAClient(config.DATABASE_URL_BASE_A, {
    max: POOL.files,
    applicationName: 'sistema1',
    onIdleError,
  })
  const grants = createBaseAClient(config.DATABASE_URL_BASE_A_GRANTS, {
    max: POOL.grants,
    applicationName: 'sistema1-grants',
    onIdleError,
  })
  const proofs = createBaseAClient(config.DATABASE_URL_BASE_A_PROOFS, {
    max: POOL.proofs,
    applicationName: 'sistema1-proofs',
    onIdleError,
  })
  const auditor = createBaseAClient(config.DATABASE_URL_BASE_A_AUDITOR, {
    max: POOL.auditor,
    applicationName: 'sistema1-auditor',
    onIdleError,
  })
  const ping = async () => {
    await Promise.all([files.ping(), grants.ping(), proofs.ping(), auditor.ping()])
  }
  await ping()

  const context: TrailContext = {
    files: createPostgresFileStore(files),
    grants: createPostgresGrantStore(grants),
    approvals: createPostgresApprovalStore(grants),
    proofs: createPostgresProofStore(proofs),
    passwords: createPasswordHasher(HASHING),
    totp: createTotp(config.BLIND_INDEX_KEY_BASE_A, systemClock),
    codesRequired: config.CRIVO_ENV === 'production',
    portfolios: createPostgresPortfolioStore(grants),
    sources: createPostgresSourceStore(grants),
    trail: createPostgresTrailStore(auditor),
    subjects: createSubjectKeys(config.BLIND_INDEX_KEY_BASE_A),
    search: createSearchKeys(config.BLIND_INDEX_KEY_BASE_A),
    refs: createCandidateRefs(config.CANDIDATE_REF_KEY, systemClock),
    cursors: createCursorCodec(config.CURSOR_SECRET),
    newId: randomId,
    clock: systemClock,
    logger,
  }
  const keySet = createKeySet(systemClock)
  await restoreKeySet(keySet, context.grants)
  const denials = createTokenDenials(systemClock)
  await restoreTokenDenials(context, denials)

  const publicUrl = config.PUBLIC_URL ?? DEFAULT_PUBLIC_URL
  const token: Omit<BearerDoorOptions, 'presentedBy'> = {
    issuer: publicUrl,
    audience: 'sistema1',
    getKey: keySet.getKey,
    denials,
    clock: systemClock,
  }
  const app = createDebtsApp({
    context,
    keySet,
    denials,
    subjectDoor: createBearerDoor({ ...token, presentedBy: 'subject' }),
    summaryDoor: createBearerDoor({ ...token, presentedBy: 'sistema2' }),
    ownDoor: createBearerDoor({ ...token, audience: 'crivo', presentedBy: 'subject' }),
    limiter: createRateLimiter(systemClock),
    usage: createUsageMeter(systemClock),
    callerOf: (c) => callerOfSocket(c.env.incoming?.socket),
    ping,
    logger,
    metrics: createMetrics('sistema1'),
    docsUrl: `${publicUrl}/documentacao/erros`,
    proxies: createTrustedProxies(config.TRUSTED_PROXIES ?? []),
  })
  const server = createMutualTlsServer(config)
  server.on('request', getRequestListener(app.fetch))
  await listen(server, config.SERVICE_PORT, LOOPBACK)
  const sweep = startTicketSweep(context.files, logger)
  const jobs = startJobs([followingOf(context, keySet, denials)], logger)

  return {
    async close() {
      await drain(server)
      await Promise.all([sweep.stop(), jobs.close()])
      await Promise.all([files.close(), grants.close(), proofs.close(), auditor.close()])
    },
  }
}

/**
 * What the authorization server pushes reaches one process; the others, where several stand side by side, take it from
 * Base A, where that one has put it. What is older than what is at hand is passed over.
 */
function followingOf(
  context: DebtContext,
  keySet: Parameters<typeof restoreKeySet>[0],
  denials: Parameters<typeof restoreTokenDenials>[1],
) {
  return {
    name: 'follow-pushes',
    everyMs: FOLLOW_EVERY_MS,
    async run() {
      await restoreTokenDenials(context, denials)
      await restoreKeySet(keySet, context.grants)
      return 0
    },
  }
}

/** Without a certificate of the authority there is no connection, and so no answer of any kind. */
function createMutualTlsServer(config: Config<'sistema1'>): Server {
  return createServer({
    ca: readFileSync(config.TLS_CA_FILE),
    cert: readFileSync(config.TLS_CERT_FILE),
    key: readFileSync(config.TLS_KEY_FILE),
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
  })
}
