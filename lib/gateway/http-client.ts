import { Pool } from 'undici'
import type { Redacted } from '#lib/kernel/redacted.ts'

export type Dependency = 'sistema1' | 'sistema2' | 'sistema3' | 'auth'

/** Why a call brought no answer. `aborted` is the caller's own wish; the others are the dependency's fault. */
export type FailureReason = 'timeout' | 'unreachable' | 'answer_too_large' | 'aborted'

export type HttpAnswer = {
  kind: 'answered'
  status: number
  /** Names in lower case; a header that came more than once is joined by commas. */
  headers: ReadonlyMap<string, string>
  body: Buffer
  tookMs: number
}
export type HttpFailure = { kind: 'failed'; reason: FailureReason; tookMs: number }
export type HttpOutcome = HttpAnswer | HttpFailure

export type HttpCall = {
  method: string
  /** Path and query, as they go on the wire. */
  path: string
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  signal?: AbortSignal
}

export type HttpClient = {
  readonly dependency: Dependency
  /** One attempt, never repeated: most calls leave a row in a ledger. Doesn't throw for whatever the other side does. */
  send(call: HttpCall): Promise<HttpOutcome>
  close(): Promise<void>
}

/** How one process proves itself to another by mutual TLS. PEM texts. */
export type ClientTls = { ca: string; cert: string; key: Redacted<string> }

export type HttpClientOptions = {
  dependency: Dependency
  url: string
  /** The whole call: connecting, sending, waiting and reading. */
  timeoutMs: number
  tls?: ClientTls
  maxAnswerBytes?: number
  /** Told of every outcome: metrics and the log. */
  observe?: (call: OutboundObservation) => void
}

export type OutboundObservation = {
  dependency: Dependency
  outcome: 'answered' | FailureReason
  /** The HTTP status, 0 where there was none. */
  status: number
  tookMs: number
  errorCode: string | undefined
}

const MAX_ANSWER_BYTES = 2 * 1_024 * 1_024
const MAX_CONNECTIONS = 64

/**
 * A keep-alive HTTP client of one dependency. Every call that leaves a process goes through `send`, so that limits,
 * breakers and measurements have one place to stand.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { dependency, timeoutMs } = options
  const pool = new Pool(new URL(options.url).origin, {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    connectTimeout: timeoutMs,
    // The deadline of the call rules; these only keep undici's own minutes-long defaults from mattering.
    headersTimeout: timeoutMs + 1_000,
    bodyTimeout: timeoutMs + 1_000,
    maxResponseSize: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
    connect: options.tls
      ? {
          ca: options.tls.ca,
          cert: options.tls.cert,
          key: options.tls.key.reveal(),
          minVersion: 'TLSv1.3',
          rejectUnauthorized: true,
        }
      : {},
  })

  async function attempt(call: HttpCall, deadline: AbortSignal): Promise<Omit<HttpAnswer, 'tookMs'>> {
    const answer = await pool.request({
      method: call.method,
      path: call.path,
      headers: { ...call.headers },
      body: call.body ?? null,
      signal: call.signal ? AbortSignal.any([deadline, call.signal]) : deadline,
    })
    return {
      kind: 'answered',
      status: answer.statusCode,
      headers: joined(answer.headers),
      body: Buffer.from(await answer.body.arrayBuffer()),
    }
  }

  return {
    dependency,
    async send(call) {
      const started = performance.now()
      const deadline = AbortSignal.timeout(timeoutMs)
      const elapsed = () => performance.now() - started
      const observe = (outcome: OutboundObservation['outcome'], status: number, errorCode?: string) =>
        options.observe?.({ dependency, outcome, status, tookMs: elapsed(), errorCode })
      try {
        const answer = await attempt(call, deadline)
        observe('answered', answer.status)
        return { ...answer, tookMs: elapsed() }
      } catch (error) {
        const reason = reasonOf(error, deadline, call.signal)
        observe(reason, 0, codeOf(error))
        return { kind: 'failed', reason, tookMs: elapsed() }
      }
    },
    async close() {
      await pool.destroy()
    },
  }
}

function reasonOf(error: unknown, deadline: AbortSignal, callers: AbortSignal | undefined): FailureReason {
  if (callers?.aborted) return 'aborted'
  if (deadline.aborted) return 'timeout'
  const code = codeOf(error)
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'answer_too_large'
  return code?.endsWith('_TIMEOUT') ? 'timeout' : 'unreachable'
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Map<string, string> {
  const result = new Map<string, string>()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value)
  }
  return result
}

/** A body as JSON, undefined where it isn't any. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
