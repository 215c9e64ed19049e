import { Pool } from 'undici'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { Judgement, Permit } from './breaker.ts'
import { type Breakers, createBreakers } from './breakers.ts'
import { operationOf } from './operation-of.ts'

export type Dependency = 'sistema1' | 'sistema2' | 'sistema3' | 'auth'

/**
 * Why a call brought no answer. `aborted` is the caller's own wish; `circuit_open` and `bulkhead_full` say that none was
 * made; the others are the dependency's fault.
 */
export type FailureReason =
  | 'timeout'
  | 'unreachable'
  | 'answer_too_large'
  | 'aborted'
  | 'circuit_open'
  | 'bulkhead_full'

export type HttpAnswer = {
  kind: 'answered'
  status: number
  /** Names in lower case; a header that came more than once is joined by commas. */
  headers: ReadonlyMap<string, string>
  body: Buffer
  tookMs: number
}
export type HttpFailure = {
  kind: 'failed'
  reason: FailureReason
  tookMs: number
  /** Where no call was made: when one may be. */
  retryAfterSeconds?: number
}
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
  /** The process's breakers; without them the client has its own. */
  breakers?: Breakers | undefined
  /** Calls of one operation under way at once, where it isn't the breaker's own 32. */
  maxConcurrent?: number
  /** Told of every outcome: metrics and the log. */
  observe?: ((call: OutboundObservation) => void) | undefined
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

/** Told by whoever stands there in place of the dependency, or by the dependency of itself: it can't answer now. */
export const AWAY: ReadonlySet<number> = new Set([502, 503, 504])

/**
 * A keep-alive HTTP client of one dependency. Every call goes through `send`, and there through the breaker of its
 * operation: one that is open, or has too many calls under way, is answered at once.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { dependency, timeoutMs } = options
  const breakers = options.breakers ?? createBreakers()
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

  /** The outcome for the caller, who waits no longer than the deadline; the permit ends when the call itself has. */
  async function made(call: HttpCall, permit: Permit): Promise<HttpOutcome & { errorCode?: string | undefined }> {
    const started = performance.now()
    const deadline = AbortSignal.timeout(timeoutMs)
    const running = attempt(call, deadline)
    running.then(permit.end, permit.end)
    try {
      const answer = await Promise.race([running, passed(deadline)])
      const tookMs = performance.now() - started
      permit.judge(judgementOf(answer.status), tookMs)
      return { ...answer, tookMs }
    } catch (error) {
      const reason = reasonOf(error, deadline, call.signal)
      const tookMs = performance.now() - started
      permit.judge(reason === 'aborted' ? 'denied' : reason === 'timeout' ? 'timeout' : 'failure', tookMs)
      return { kind: 'failed', reason, tookMs, errorCode: codeOf(error) }
    }
  }

  return {
    dependency,
    async send(call) {
      const breaker = breakers.of({ dependency, operation: operationOf(call.path) }, timeoutMs, options.maxConcurrent)
      const permit = breaker.admit()
      if (permit.kind === 'refused') {
        options.observe?.({ dependency, outcome: permit.reason, status: 0, tookMs: 0, errorCode: undefined })
        const retryAfterSeconds = Math.max(1, Math.ceil(permit.retryAfterMs / 1_000))
        return { kind: 'failed', reason: permit.reason, tookMs: 0, retryAfterSeconds }
      }
      const { errorCode, ...outcome } = await made(call, permit)
      const [kind, status] = outcome.kind === 'answered' ? (['answered', outcome.status] as const) : [outcome.reason, 0]
      options.observe?.({ dependency, outcome: kind, status, tookMs: outcome.tookMs, errorCode })
      return outcome
    },
    async close() {
      await pool.destroy()
    },
  }
}

/** A refusal is about the call, a 500 about one input: neither says that the dependency is away, or that it is back. */
function judgementOf(status: number): Judgement {
  if (AWAY.has(status)) return 'failure'
  return status < 400 || status === 404 ? 'success' : 'denied'
}

/** Rejects when the deadline passes. */
function passed(deadline: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  deadline.addEventListener('abort', () => reject(deadline.reason), { once: true })
  return promise
}

/** A caller's deadline that passes is the dependency's slowness as much as ours; a wish withdrawn is nobody's. */
function reasonOf(error: unknown, deadline: AbortSignal, callers: AbortSignal | undefined): FailureReason {
  if (callers?.aborted) return isTimeout(callers.reason) ? 'timeout' : 'aborted'
  if (deadline.aborted) return 'timeout'
  const code = codeOf(error)
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'answer_too_large'
  return code?.endsWith('_TIMEOUT') ? 'timeout' : 'unreachable'
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
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
