import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { drain, listen } from '../drain.ts'
import { createHealthHandler } from '../health.ts'
import { createOuterListener } from './outer-listener.ts'
import { createPeerSeal } from './peer-seal.ts'
import { createHostRule, createPeerRule } from './transport-rules.ts'

export type Pages = Parameters<typeof createOuterListener>[0]['pages']
type Options = {
  trusted?: string[]
  timeoutMs?: number
  ready?: () => Promise<void>
  pages?: Pages
  admitsPeer?: (address: string) => boolean
}

/** The real listener on a free port, over pages and an API that only take notes. */
export async function setUp(t: TestContext, options: Options = {}) {
  const lines: string[] = []
  const pages: IncomingMessage['headers'][] = []
  const api: { peer: string; path: string; body: string }[] = []
  const peerSeal = createPeerSeal()
  const log = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const server = createOuterListener({
    publicApi: {
      async fetch(request, { peer }) {
        api.push({ peer, path: new URL(request.url).pathname, body: await request.text() })
        return Response.json({ api: true })
      },
    },
    async pages(request, response) {
      pages.push({ ...request.headers })
      if (options.pages) return options.pages(request, response)
      response.end('page')
    },
    routeOf: (pathname) => (pathname.startsWith('/consultas/') ? '/consultas/[pessoa]' : '(unmatched)'),
    health: createHealthHandler(options.ready ?? (async () => {})),
    hostRule: createHostRule('https://crivo.example', { host: '127.0.0.1', port: 3_000 }),
    admitsPeer: options.admitsPeer ?? createPeerRule(createTrustedProxies(options.trusted ?? [])),
    proxies: createTrustedProxies(options.trusted ?? []),
    peerSeal,
    publicUrl: 'https://crivo.example',
    docsUrl: 'https://crivo.example/documentacao/erros',
    requestTimeoutMs: options.timeoutMs ?? 5_000,
    logger: createLogger('test', 'debug', log),
    metrics: createMetrics('test'),
  })
  const port = await listen(server, 0, '127.0.0.1')
  t.after(() => {
    server.closeAllConnections()
    return drain(server)
  })
  /** Sends bytes as they are and reads until the other side closes. */
  const raw = async (message: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    socket.write(message)
    return text(socket)
  }
  const ask = (target: string, headers: string[] = [], host = 'crivo.example', method = 'GET') =>
    raw([`${method} ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n'))
  return { ask, raw, lines, pages, api, peerSeal, server, port }
}

export const statusOf = (answer: string) => Number(answer.split(' ')[1])

/** A refusal as the problem document that it must be. */
export function problemOf(answer: string): { status: number; codigo: string; requisicao: string; detail: string } {
  assert.match(answer, /content-type: application\/problem\+json/i)
  assert.match(answer, /connection: close/i)
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  const problem = JSON.parse(body)
  assert.equal(problem.status, statusOf(answer))
  assert.match(answer, new RegExp(`x-request-id: ${problem.requisicao}`, 'i'))
  return problem
}
