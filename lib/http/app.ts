import type { HttpBindings } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { AppError, toAppError } from '#lib/kernel/app-error.ts'
import { type RequestId, randomId } from '#lib/kernel/ids.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Metrics } from '#lib/telemetry/metrics.ts'
import { normalizeAddress, peerAddressOf } from './peer-address.ts'
import { problemResponse } from './problem.ts'
import { languageOf } from './problem-words.ts'

/** What the listener hands over: Node's own objects, or the peer that the outer listener has established. */
export type HttpEnv = {
  Bindings: Partial<HttpBindings> & { peer?: string }
  Variables: { requestId: RequestId; peer: string; socketPeer: string; allowedMethods?: readonly string[] }
}

export type HttpAppOptions = {
  logger: Logger
  metrics: Metrics
  docsUrl: string
  /** Who may state `X-Forwarded-For` and `X-Request-Id`. */
  proxies: { trusts(address: string): boolean }
  /** The `WWW-Authenticate` of this app's 401 answers. */
  challenge: string
  /** Routes that our own processes ask for all the time: their lines are of level `debug` unless something went wrong. */
  polled?: readonly string[]
}

const REQUEST_ID = /^req_[0-9A-Za-z]{22}$/

/**
 * The Hono app that every service starts from: a request id on each answer and log line, the true peer address, one
 * log line per request by route pattern, problem details for every failure, 404 and 405 included.
 */
export function createHttpApp(options: HttpAppOptions): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>({ strict: true })
  app.use(identify(options), observe(options))
  const problem = (thrown: unknown, c: Parameters<MiddlewareHandler<HttpEnv>>[0]): Response => {
    const error = toAppError(thrown)
    if (error.status >= 500 || error.message !== error.code) {
      const level = error.status >= 500 ? 'error' : 'info'
      options.logger[level]({ event: 'request.failed', requestId: c.get('requestId'), code: error.code, err: error })
    }
    const response = problemResponse(error, {
      docsUrl: options.docsUrl,
      language: languageOf(c.req.header('accept-language')),
      requestId: c.get('requestId'),
      challenge: options.challenge,
    })
    const allowed = c.get('allowedMethods')
    if (error.code === 'metodo_nao_permitido' && allowed) response.headers.set('Allow', allowed.join(', '))
    return response
  }
  app.onError((error, c) => problem(error, c))
  app.notFound((c) => problem(new AppError('rota_desconhecida'), c))
  return app
}

function identify({ proxies }: HttpAppOptions): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const socketPeer = normalizeAddress(c.env?.peer ?? c.env?.incoming?.socket.remoteAddress ?? '0.0.0.0')
    const stated = c.req.header('x-request-id')
    const trusted = proxies.trusts(socketPeer)
    // The shape was checked, and only a trusted proxy may name a request.
    const requestId = trusted && stated && REQUEST_ID.test(stated) ? (stated as RequestId) : randomId('request')
    c.set('requestId', requestId)
    c.set('socketPeer', socketPeer)
    c.set('peer', peerAddressOf(socketPeer, c.req.header('x-forwarded-for'), proxies))
    await next()
    c.res.headers.set('X-Request-Id', requestId)
  }
}

function observe({ logger, metrics, polled = [] }: HttpAppOptions): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const started = performance.now()
    await next()
    const ms = performance.now() - started
    const route = routePath(c, -1)
    const { method } = c.req
    metrics.observeRequest(route, method, c.res.status, ms / 1_000)
    logger[polled.includes(route) && c.res.status < 400 ? 'debug' : 'info']({
      event: 'request.answered',
      requestId: c.get('requestId'),
      method,
      route,
      status: c.res.status,
      ms: Math.round(ms * 10) / 10,
      peer: c.get('peer'),
    })
  }
}

/** Answers every other method of a path with 405 and the `Allow` header. Register after the path's own handlers. */
export function methodNotAllowed(allowed: readonly string[]): MiddlewareHandler<HttpEnv> {
  return async (c) => {
    c.set('allowedMethods', allowed)
    throw new AppError('metodo_nao_permitido')
  }
}
