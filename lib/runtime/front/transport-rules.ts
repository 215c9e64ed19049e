import type { IncomingMessage } from 'node:http'
import { isLoopback } from '#lib/config/index.ts'

export const MAX_URI_BYTES = 8 * 1_024
export const MAX_HEADER_BYTES = 16 * 1_024
/** What Node's parser may read before this module can judge: a longest URI and longest headers together, and a bit. */
export const PARSER_HEADER_BYTES = 32 * 1_024

/** Why a request is refused before anything looks at what it asks. */
export type TransportRefusal =
  | 'malformed'
  | 'duplicate_header'
  | 'uri_too_long'
  | 'headers_too_large'
  | 'body_too_large'
  | 'wrong_host'
  | 'direct_peer'
  | 'upgrade'
  | 'timeout'

/** Header lines that decide where a message ends or whom it is for: two of them, and two readers may disagree. */
const SINGLE = new Set(['host', 'content-length', 'transfer-encoding'])

export type HostRule = (host: string) => boolean

/**
 * The names this listener answers to: the public address's, and on loopback also the machine's own names. A browser
 * that was led here by another name (DNS rebinding) is turned away.
 */
export function createHostRule(publicUrl: string, listener: { host: string; port: number }): HostRule {
  const names = new Set([new URL(publicUrl).host.toLowerCase()])
  const withoutPort = new URL(publicUrl).port === ''
  if (withoutPort)
    names.add(`${new URL(publicUrl).hostname}:${publicUrl.startsWith('https:') ? 443 : 80}`.toLowerCase())
  if (listener.host === '127.0.0.1' || listener.host === '::1') {
    for (const name of ['localhost', '127.0.0.1', '[::1]']) names.add(`${name}:${listener.port}`)
  }
  return (host) => names.has(host.toLowerCase())
}

/** Who may speak to a listener that has no TLS of its own: this machine, and whoever terminates TLS in front of it. */
export function createPeerRule(proxies: { trusts(address: string): boolean }): (address: string) => boolean {
  return (address) => isLoopback(address) || proxies.trusts(address)
}

/**
 * The first rule of framing and size that a request breaks, or null. An absolute target (`GET http://host/path`, as
 * proxies send it) is brought to the origin form that all later readers expect.
 */
export function transportRefusalOf(request: IncomingMessage): TransportRefusal | null {
  const seen = new Set<string>()
  let headerBytes = 0
  // `rawHeaders` alternates names and values, as they came.
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase()
    headerBytes += name.length + (request.rawHeaders[i + 1] ?? '').length + 4
    if (SINGLE.has(name) && seen.has(name)) return 'duplicate_header'
    seen.add(name)
  }
  if ((request.url ?? '').length > MAX_URI_BYTES) return 'uri_too_long'
  if (headerBytes > MAX_HEADER_BYTES) return 'headers_too_large'
  const target = originFormOf(request)
  if (target === null) return 'malformed'
  request.url = target
  return null
}

function originFormOf({ url = '', headers: { host } }: IncomingMessage): string | null {
  if (host === undefined) return null
  if (url.startsWith('/')) return url
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null
  const absolute = new URL(url)
  return absolute.host === host.toLowerCase() ? absolute.pathname + absolute.search : null
}

/** The refusal behind an error of Node's own parser; null where nobody is left to answer. */
export function refusalOfParserError(error: Error & { code?: string; rawPacket?: Buffer }): TransportRefusal | null {
  switch (error.code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return null
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'timeout'
    case 'HPE_HEADER_OVERFLOW': {
      const firstLine = error.rawPacket?.indexOf('\r\n') ?? 0
      return firstLine === -1 || firstLine > MAX_URI_BYTES ? 'uri_too_long' : 'headers_too_large'
    }
    default:
      return 'malformed'
  }
}
