import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { normalizeAddress, peerAddressOf } from '#lib/http/peer-address.ts'
import { randomId } from '#lib/kernel/ids.ts'
import type { PublicApi } from '#lib/public-api/index.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Metrics } from '#lib/telemetry/metrics.ts'
import type { HealthHandler } from '../health.ts'
import { announcesTooMuch, limitPageBody } from './page-body.ts'
import { isStaticAsset, type RoutePatternOf } from './page-routes.ts'
import { PEER_HEADER, type PeerSeal } from './peer-seal.ts'
import { rawHttpAnswer, transportProblem } from './transport-problem.ts'
import {
  type HostRule,
  PARSER_HEADER_BYTES,
  refusalOfParserError,
  type TransportRefusal,
  transportRefusalOf,
} from './transport-rules.ts'

export type OuterListenerDeps = {
  publicApi: PublicApi
  /** Everything that isn't an API path. */
  pages(request: IncomingMessage, response: ServerResponse): Promise<void>
  routeOf: RoutePatternOf
  health: HealthHandler
  hostRule: HostRule
  /** Whether a socket's address may ask for more than health. */
  admitsPeer(address: string): boolean
  proxies: { trusts(address: string): boolean }
  peerSeal: PeerSeal
  publicUrl: string
  docsUrl: string
  requestTimeoutMs: number
  logger: Logger
  metrics: Metrics
}

/** What a visitor may not say about himself, nor about how Next or this listener should treat him. */
const STRIPPED =
  /^(?:x-forwarded-|x-real-ip$|x-request-id$|x-nonce$|x-crivo-|x-middleware-|x-invoke-|forwarded$|upgrade$)/

/** The only listener that the world sees. It decides on transport and on who the peer is; what is asked is others'. */
export function createOuterListener(deps: OuterListenerDeps): Server {
  const peers = new WeakMap<IncomingMessage, string>()
  const toApi = getRequestListener(
    (request, { incoming }) => {
      // This listener speaks HTTP/1.1 only, and has set the peer before handing over.
      const peer = peers.get(incoming as IncomingMessage) ?? '0.0.0.0'
      return deps.publicApi.fetch(request, { peer })
    },
    { overrideGlobalObjects: false, errorHandler: () => problemAnswer('malformed', deps) },
  )

  const server = createServer({
    maxHeaderSize: PARSER_HEADER_BYTES,
    requestTimeout: deps.requestTimeoutMs,
    headersTimeout: deps.requestTimeoutMs,
    // Node looks for late requests at this pace; its default of 30 s would let them live twice as long.
    connectionsCheckingInterval: Math.min(1_000, deps.requestTimeoutMs / 2),
    // This listener refuses a missing Host itself, as a problem document.
    requireHostHeader: false,
    // Next adds a listener for upgrades to any server it finds; nothing here switches protocols.
    shouldUpgradeCallback: () => false,
  })
  server.on('clientError', (error: Error & { code?: string; rawPacket?: Buffer }, socket: Socket) =>
    answerParserError(error, socket, deps),
  )
  server.on('request', (request, response) => {
    const refusal = transportRefusalOf(request)
    if (refusal !== null) return refuse(refusal, request, response, deps)
    const pathname = pathOf(request)
    // Before the rules of peers and names: probes come by address, from anywhere.
    if (deps.health(pathname, request, response)) return
    const socketPeer = normalizeAddress(request.socket.remoteAddress ?? '0.0.0.0')
    if (!deps.admitsPeer(socketPeer)) return refuse('direct_peer', request, response, deps)
    if (!deps.hostRule(request.headers.host ?? '')) return refuse('wrong_host', request, response, deps)
    const isApi = /^\/(?:v1|oauth|\.well-known)(?:\/|$)/i.test(pathname)
    if (isApi && request.headers.upgrade !== undefined) return refuse('upgrade', request, response, deps)
    const peer = peerAddressOf(socketPeer, request.headers['x-forwarded-for']?.toString(), deps.proxies)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    if (deps.publicUrl.startsWith('https:')) {
      response.setHeader('Strict-Transport-Security', 'max-age=63072000')
    }
    if (!isApi) {
      // A sign-in, a preference, an action: pages read bodies before they know who sends them.
      if (announcesTooMuch(request)) return refuse('body_too_large', request, response, deps)
      return handToPages(request, response, pathname, peer, deps)
    }
    peers.set(request, peer)
    void toApi(request, response)
  })
  return server
}

/** The path as every later reader will see it: dot segments resolved, so that routing and rules agree. */
function pathOf(request: IncomingMessage): string {
  return new URL(`http://listener${request.url ?? '/'}`).pathname
}

function handToPages(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  peer: string,
  deps: OuterListenerDeps,
): void {
  const requestId = randomId('request')
  for (const name of Object.keys(request.headers)) if (STRIPPED.test(name)) delete request.headers[name]
  request.headers['x-forwarded-for'] = peer
  request.headers['x-forwarded-proto'] = deps.publicUrl.startsWith('https:') ? 'https' : 'http'
  request.headers['x-request-id'] = requestId
  request.headers[PEER_HEADER] = deps.peerSeal.seal(peer)
  response.setHeader('X-Request-Id', requestId)
  const started = performance.now()
  response.once('close', () => {
    const ms = performance.now() - started
    const route = deps.routeOf(pathname)
    const { method = '' } = request
    deps.metrics.observeRequest(route, method, response.statusCode, ms / 1_000)
    deps.logger[isStaticAsset(route) ? 'debug' : 'info']({
      event: 'request.answered',
      requestId,
      method,
      route,
      status: response.statusCode,
      ms: Math.round(ms * 10) / 10,
      peer,
    })
  })
  let cut = false
  limitPageBody(request, () => {
    cut = true
    cutRequest(request, response, requestId, deps)
  })
  deps.pages(request, response).catch((err: unknown) => {
    // Pages that fail at a body which was cut have nobody left to answer.
    if (cut) return
    deps.logger.error({ event: 'request.failed', requestId, err })
    if (response.headersSent) response.destroy()
    else response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('500')
  })
}

/** Answers 413 where nothing was answered yet, and ends the connection: the rest of the body is never read. */
function cutRequest(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  { docsUrl }: OuterListenerDeps,
): void {
  const excess = new Error('the body is over the limit of pages')
  // Pages may still try to write; the answer is over by then.
  response.on('error', () => {})
  if (response.headersSent) {
    request.destroy(excess)
    return
  }
  const acceptLanguage = request.headers['accept-language']
  const problem = transportProblem('body_too_large', { docsUrl, acceptLanguage, requestId })
  // Whoever waits for the body learns from the destroyed request that it won't come.
  response.once('finish', () => request.destroy(excess))
  response.writeHead(problem.status, problem.headers).end(problem.body)
}

function refuse(
  refusal: TransportRefusal,
  request: IncomingMessage,
  response: ServerResponse,
  deps: OuterListenerDeps,
): void {
  const problem = transportProblem(refusal, {
    docsUrl: deps.docsUrl,
    acceptLanguage: request.headers['accept-language'],
  })
  logRefusal(refusal, problem, request.socket.remoteAddress, deps)
  response.writeHead(problem.status, problem.headers).end(problem.body)
}

function answerParserError(
  error: Error & { code?: string; rawPacket?: Buffer },
  socket: Socket,
  deps: OuterListenerDeps,
): void {
  const refusal = refusalOfParserError(error)
  if (refusal === null || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = transportProblem(refusal, { docsUrl: deps.docsUrl })
  logRefusal(refusal, problem, socket.remoteAddress, deps)
  socket.end(rawHttpAnswer(problem), () => socket.destroy())
}

function problemAnswer(refusal: TransportRefusal, deps: OuterListenerDeps): Response {
  const problem = transportProblem(refusal, { docsUrl: deps.docsUrl })
  return new Response(problem.body, problem)
}

function logRefusal(
  refusal: TransportRefusal,
  problem: { status: number; headers: Record<string, string> },
  address: string | undefined,
  deps: OuterListenerDeps,
): void {
  deps.metrics.observeRequest('(refused)', refusal, problem.status, 0)
  deps.logger.info({
    event: 'request.refused',
    requestId: problem.headers['X-Request-Id'],
    refusal,
    status: problem.status,
    peer: normalizeAddress(address ?? '0.0.0.0'),
  })
}
