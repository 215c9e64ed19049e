import type { Hono, MiddlewareHandler } from 'hono'
import type { Audience } from '#lib/access/roles.ts'
import { refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import type { HttpClient, StatusGateway } from '#lib/gateway/index.ts'
import { createHttpApp, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Metrics } from '#lib/telemetry/metrics.ts'
import { forward } from './forward.ts'
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
  status: StatusGateway
}

/** Batches of sources are larger than other bodies. */
const MAX_BATCH_BYTES = 1_024 * 1_024

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
    challenge: 'Basic realm="crivo", Bearer realm="crivo"',
  })
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
  handOn(app, deps.systems.sistema2, '/v1/sistema2', ['GET'])
  // Base C keeps the register of consents.
  handOn(app, deps.systems.sistema3, '/v1/consentimentos', ['GET', 'POST'])
  handOn(app, deps.systems.sistema3, '/v1/consentimentos/:id', ['GET', 'DELETE'])
  handOn(app, deps.systems.sistema3, '/v1/fontes/movimentacoes', ['POST'], MAX_BATCH_BYTES)
  return app
}

/** A path that one service answers whole, and which methods it has there. */
function handOn(
  app: Hono<HttpEnv>,
  client: HttpClient,
  path: string,
  methods: readonly ('GET' | 'POST' | 'DELETE')[],
  maxBytes?: number,
) {
  const allowed = [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
  for (const method of methods) app.on(method, path, (c) => forward(c, client, maxBytes))
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
