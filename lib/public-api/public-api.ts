import type { Context, Hono, MiddlewareHandler } from 'hono'
import type { Audience } from '#lib/access/roles.ts'
import { refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import { countUsage } from '#lib/access/usage-routes.ts'
import type { HttpClient, KeyTokens, StatusGateway } from '#lib/gateway/index.ts'
import { createHttpApp, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { accountRoutes, type KeysDoors, keysRoutes } from '#lib/keys/index.ts'
import { type TasksServices, tasksRoutes } from '#lib/tasks/index.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Metrics } from '#lib/telemetry/metrics.ts'
import { forward } from './forward.ts'
import { CHALLENGE, forwardWithToken } from './forward-with-token.ts'
import { readHealthView } from './health-view.ts'
import { oauthRoutes } from './oauth-routes.ts'
import { serveDocument } from './openapi/route.ts'

/** The peer is whom the outer listener saw; nothing in the request can say otherwise. */
export type PublicApi = { fetch(request: Request, env: { peer: string }): Response | Promise<Response> }

export type PublicApiDeps = {
  logger: Logger
  metrics: Metrics
  docsUrl: string
  /** Where the world finds this API, as its OpenAPI document says. */
  publicUrl: string
  systems: Readonly<Record<Audience, HttpClient>>
  auth: HttpClient
  /** For doors of services that take tokens only, where keys may come by Basic too. */
  keyTokens: KeyTokens
  status: StatusGateway
  /** Access keys are kept by the portal itself. */
  keys: Omit<KeysDoors, 'keyTokens'>
  /** So are the tasks that were asked for; the same keys and tokens open them. */
  tasks: TasksServices
}

/** Batches of sources are larger than other bodies. */
const MAX_BATCH_BYTES = 1_024 * 1_024

const KEYS_PATHS = [
  ['/v1/chaves', ['GET', 'HEAD', 'POST']],
  ['/v1/chaves/vazamentos', ['POST']],
  ['/v1/chaves/:id', ['GET', 'HEAD', 'DELETE']],
  ['/v1/chaves/:id/suspender', ['POST']],
  ['/v1/chaves/:id/retomar', ['POST']],
  ['/v1/chaves/:id/rotacionar', ['POST']],
] as const
const TASKS_PATHS = [
  ['/v1/tarefas', ['GET', 'HEAD', 'POST']],
  ['/v1/tarefas/:id', ['GET', 'HEAD', 'DELETE']],
  ['/v1/tarefas/:id/eventos', ['GET', 'HEAD']],
  ['/v1/tarefas/:id/resultado', ['GET', 'HEAD']],
] as const
const READ = ['GET', 'HEAD', 'OPTIONS']
const CONSULT = ['POST', 'OPTIONS']

/** What is mounted behind `/v1`, `/oauth` and `/.well-known`. One app, whichever listener mounts it. */
export function createPublicApi(deps: PublicApiDeps): PublicApi {
  const app = createPublicApp(deps)
  return { fetch: (request, env) => app.fetch(request, env) }
}

/** The app itself, whose routes the OpenAPI document is checked against. */
export function createPublicApp(deps: PublicApiDeps): Hono<HttpEnv> {
  const app = createHttpApp({
    logger: deps.logger,
    metrics: deps.metrics,
    docsUrl: deps.docsUrl,
    // The mount has already decided who the peer is; no header may decide again.
    proxies: createTrustedProxies([]),
    challenge: CHALLENGE,
  })
  app.use(countUsage(deps.keys.usage, deps.keys.limiter))
  // Before the rule below: these paths have their own way of saying no.
  app.route('/', oauthRoutes(deps.auth, deps.logger))
  app.use(async (c, next) => {
    refuseSecretInUrl(c.req.url)
    await next()
  })

  app.get('/v1/saude', async (c) => c.json(await readHealthView(deps.status), 200, { 'Cache-Control': 'no-store' }))
  app.on('OPTIONS', '/v1/saude', allow(READ))
  app.all('/v1/saude', methodNotAllowed(READ))

  app.get('/v1/openapi.json', serveDocument(deps))
  app.on('OPTIONS', '/v1/openapi.json', allow(READ))
  app.all('/v1/openapi.json', methodNotAllowed(READ))

  for (const system of ['sistema1', 'sistema2', 'sistema3'] as const) {
    const client = deps.systems[system]
    const base = `/v1/${system}`
    app.post(`${base}/consultas`, (c) => forward(c, client))
    app.on('OPTIONS', `${base}/consultas`, allow(CONSULT))
    app.all(`${base}/consultas`, methodNotAllowed(CONSULT))
    app.get(`${base}/:alvo`, (c) => forward(c, client))
    app.on('OPTIONS', `${base}/:alvo`, allow(READ))
    app.all(`${base}/:alvo`, methodNotAllowed(READ))
  }
  const { sistema1, sistema2, sistema3 } = deps.systems
  const to = (client: HttpClient, maxBytes?: number) => (c: Context<HttpEnv>) => forward(c, client, maxBytes)
  const withToken = (client: HttpClient, maxBytes?: number) => (c: Context<HttpEnv>) =>
    forwardWithToken(c, client, deps.keyTokens, maxBytes)
  handOn(app, '/v1/sistema2', ['GET'], to(sistema2))
  // Base A keeps the grants that open it. Deciding on one isn't among these paths: that is done by people, in the portal.
  handOn(app, '/v1/concessoes', ['GET', 'POST'], withToken(sistema1))
  handOn(app, '/v1/concessoes/:id', ['GET', 'DELETE'], withToken(sistema1))
  handOn(app, '/v1/fontes/dividas', ['POST'], withToken(sistema1, MAX_BATCH_BYTES))
  // Base C keeps the register of consents.
  handOn(app, '/v1/consentimentos', ['GET', 'POST'], to(sistema3))
  handOn(app, '/v1/consentimentos/:id', ['GET', 'DELETE'], to(sistema3))
  handOn(app, '/v1/fontes/movimentacoes', ['POST'], to(sistema3, MAX_BATCH_BYTES))
  for (const [path, methods] of [...KEYS_PATHS, ...TASKS_PATHS]) app.on('OPTIONS', path, allow([...methods, 'OPTIONS']))
  app.on('OPTIONS', '/v1/conta', allow(READ))
  app.route('/v1/conta', accountRoutes({ ...deps.keys, keyTokens: deps.keyTokens }))
  app.route('/v1/chaves', keysRoutes({ ...deps.keys, keyTokens: deps.keyTokens }))
  app.route('/v1/tarefas', tasksRoutes({ ...deps.keys, keyTokens: deps.keyTokens, tasks: deps.tasks }))
  return app
}

/** A path that one service answers whole, and which methods it has there. */
function handOn(
  app: Hono<HttpEnv>,
  path: string,
  methods: readonly ('GET' | 'POST' | 'DELETE')[],
  handOver: (c: Context<HttpEnv>) => Promise<Response>,
) {
  const allowed = [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
  for (const method of methods) app.on(method, path, handOver)
  app.on('OPTIONS', path, allow(allowed))
  app.all(path, methodNotAllowed(allowed))
}

/**
 * OPTIONS says which methods a path has, and nothing to browsers of other origins: without CORS headers no foreign
 * page can call this API, so no page needs a secret that belongs on a server.
 */
function allow(methods: readonly string[]): MiddlewareHandler<HttpEnv> {
  return async (c) => c.body(null, 204, { Allow: methods.join(', ') })
}
