import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { importPKCS8 } from 'jose'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { createUsageMeter } from '#lib/access/usage-meter.ts'
import type { Config } from '#lib/config/index.ts'
import {
  type Breakers,
  createApprovalsGateway,
  createAsk,
  createBreakers,
  createBreakerWatch,
  createGrantsGateway,
  createHttpClient,
  createKeyTokens,
  createListsGateway,
  createMemberTokens,
  createOutboundObserver,
  createStatusGateway,
  createSystemsGateway,
  createTokenExchange,
  type Dependency,
  exposeBreakers,
  type HttpClient,
  TIMEOUT_MS,
} from '#lib/gateway/index.ts'
import { collectUsage } from '#lib/jobs/collect-usage.ts'
import { startJobs } from '#lib/jobs/scheduler.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createKeysServices } from '#lib/keys/index.ts'
import { createMembersServices } from '#lib/members/index.ts'
import { createPublicApi } from '#lib/public-api/index.ts'
import { createTasksServices } from '#lib/tasks/index.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Metrics } from '#lib/telemetry/metrics.ts'
import type { Services } from '../services.ts'
import { createTokenChecking } from '../token-checking.ts'
import { readDemoFacts } from './demo-facts.ts'
import { createPeerSeal, type PeerSeal } from './peer-seal.ts'

export type FrontParts = {
  services: Services
  peerSeal: PeerSeal
  publicUrl: string
  docsUrl: string
  ready(): Promise<void>
  close(): Promise<void>
}

/** All partners' calls come through here: so many to one operation of one service may be under way at once. */
const PASSING_THROUGH = 512

/** Wires everything that front's pages and API call. Opens lazily: no dependency has to be up yet. */
export async function buildFrontServices(
  config: Config<'front'>,
  { logger, metrics }: { logger: Logger; metrics: Metrics },
): Promise<FrontParts> {
  const clock = systemClock
  const publicUrl = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`
  const docsUrl = `${publicUrl}/documentacao/erros`
  const breakers = createBreakers({ clock, logger })
  const clients = await createClients(config, { observe: createOutboundObserver(logger, metrics), breakers })
  const watch = createBreakerWatch({ own: breakers, clients, clock })
  exposeBreakers(metrics, watch)
  const exchange = createTokenExchange({
    auth: clients.auth,
    clientId: 'portal',
    clientSecret: config.AUTH_CLIENT_SECRET_PORTAL,
    clock,
  })
  const tokens = createMemberTokens(exchange, clock)
  const status = createStatusGateway(clients, clock)
  const members = createMembersServices(config, { logger, clock })
  const { keys, sums, close: closeKeys } = createKeysServices(config, { logger, clock })
  const { tasks, close: closeTasks } = createTasksServices(config, { logger, clock })
  const checking = createTokenChecking({
    auth: clients.auth,
    client: { id: 'portal', secret: config.AUTH_CLIENT_SECRET_PORTAL },
    issuer: publicUrl,
    audience: 'crivo',
    clock,
  })
  // A front that never could judge a token would refuse its first callers; one that could is ready without its neighbour.
  let begun = false
  const ready = async () => {
    begun ||= checking.missing() === null
    if (!begun) throw new Error(`tokens can't be judged yet: ${checking.missing()}`)
    await members.ready()
  }
  const usage = createUsageMeter(clock)
  // What front counts itself needs nobody to take it: it writes where the worker writes.
  const own = {
    name: 'front',
    batchAfter: async (taken: Parameters<typeof usage.batchAfter>[0]) => usage.batchAfter(taken),
  }
  const jobs = startJobs([...checking.jobs, collectUsage({ feeds: [own], sums, clock, logger })], logger)
  const peerSeal = createPeerSeal()
  const refs = createCandidateRefs(config.CANDIDATE_REF_KEY, clock)
  const ask = createAsk({
    clients,
    tokens,
    portalKey: { id: config.PORTAL_KEY_ID, secret: config.PORTAL_KEY_SECRET },
    statementKey: await readStatementKey(config.STATEMENT_PRIVATE_KEY_FILE),
    clock,
  })
  const services: Services = {
    publicApi: createPublicApi({
      logger,
      metrics,
      docsUrl,
      publicUrl,
      systems: clients,
      auth: clients.auth,
      keyTokens: createKeyTokens(clients.auth, clock),
      status,
      keys: { keys, door: checking.door, limiter: createRateLimiter(clock), usage },
      tasks,
    }),
    peerOf: peerSeal.open,
    systems: createSystemsGateway({ ask, tokens }),
    lists: createListsGateway(ask),
    openCandidate: (memberId, ref) => refs.open(ref, { kind: 'member', id: memberId }),
    grants: createGrantsGateway(clients.sistema1, tokens),
    approvals: createApprovalsGateway(clients.sistema1, tokens),
    status,
    breakers: watch,
    members,
    keys,
    tasks,
    portal: {
      publicUrl,
      sessionSecret: config.SESSION_SECRET,
      preferencesSecret: config.PREFERENCES_SECRET,
      get demo() {
        return config.CRIVO_ENV === 'demo' ? readDemoFacts(config.CRIVO_STATE) : null
      },
      clock,
      logger,
    },
  }
  return {
    services,
    peerSeal,
    publicUrl,
    docsUrl,
    ready,
    async close() {
      await jobs.close()
      await Promise.all([members.close(), closeKeys(), closeTasks()])
      await Promise.all(Object.values(clients).map((client) => client.close()))
    },
  }
}

async function createClients(
  config: Config<'front'>,
  shared: { observe: ReturnType<typeof createOutboundObserver>; breakers: Breakers },
): Promise<Record<Dependency, HttpClient>> {
  const [ca, cert, key] = await Promise.all([
    readFile(config.TLS_CA_FILE, 'utf8'),
    readFile(config.TLS_CERT_FILE, 'utf8'),
    readFile(config.TLS_KEY_FILE, 'utf8'),
  ])
  const client = (dependency: Dependency, url: string) =>
    createHttpClient({
      dependency,
      url,
      timeoutMs: TIMEOUT_MS[dependency],
      maxConcurrent: PASSING_THROUGH,
      ...shared,
    })
  return {
    sistema1: createHttpClient({
      dependency: 'sistema1',
      url: config.SISTEMA1_URL,
      timeoutMs: TIMEOUT_MS.sistema1,
      tls: { ca, cert, key: new Redacted(key) },
      maxConcurrent: PASSING_THROUGH,
      ...shared,
    }),
    sistema2: client('sistema2', config.SISTEMA2_URL),
    sistema3: client('sistema3', config.SISTEMA3_URL),
    auth: client('auth', config.AUTH_URL),
  }
}

async function readStatementKey(file: string) {
  // Whatever PEM form the file has, jose takes PKCS #8.
  const pem = createPrivateKey(await readFile(file, 'utf8')).export({ type: 'pkcs8', format: 'pem' })
  return importPKCS8(pem.toString(), 'EdDSA')
}
