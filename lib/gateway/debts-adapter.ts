import { createHash } from 'node:crypto'
import type { Call } from '#lib/kernel/call.ts'
import { type CivilDate, type Clock, parseCivilDate } from '#lib/kernel/clock.ts'
import { parseReais } from '#lib/kernel/money.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { type DebtSummaryOnWire, DebtSummarySchema } from '#lib/systems/debts/schemas.ts'
import { createExpiringCache } from './expiring-cache.ts'
import { type ClientTls, createHttpClient, type HttpClient, jsonOf, type OutboundObservation } from './http-client.ts'
import { TIMEOUT_MS } from './timeouts.ts'
import { createTokenExchange, type ExchangeOutcome } from './token-exchange.ts'

/** Counted by Base A; shaped as sistema2's port wants it. */
export type DebtSummaryAnswer =
  | {
      kind: 'permitted'
      summary: {
        snapshotId: string
        count: number
        totalCents: number
        largestCents: number
        oldestDueOn: CivilDate | null
        lastRemovedOn: CivilDate | null
        updatedAt: Date
      }
    }
  | { kind: 'denied' }
  | { kind: 'unavailable' }

export type DebtsQuestion = { cpf: string; call: Call; signal: AbortSignal }

export type DebtsAdapter = {
  /** The questions of one caller, by the bearer token that was verified at sistema2's door. */
  forToken(bearer: string): { summarize(question: DebtsQuestion): Promise<DebtSummaryAnswer> }
  close(): Promise<void>
}

export type DebtsAdapterOptions = {
  sistema1: { url: string; tls: ClientTls }
  auth: { url: string; clientId: string; clientSecret: Redacted<string> }
  clock: Clock
  observe?: (call: OutboundObservation) => void
}

const MAX_TOKENS = 10_000
const UNAVAILABLE: DebtSummaryAnswer = { kind: 'unavailable' }

/**
 * sistema2's way to Base A: mutual TLS, and a token that keeps the asking member or key as its subject with sistema2
 * as the actor. Never rejects, and whatever isn't a clear answer is `unavailable`: never zero, never a permit.
 */
export function createDebtsAdapter(options: DebtsAdapterOptions): DebtsAdapter {
  const observe = options.observe ? { observe: options.observe } : {}
  const sistema1 = createHttpClient({
    dependency: 'sistema1',
    url: options.sistema1.url,
    tls: options.sistema1.tls,
    timeoutMs: TIMEOUT_MS.sistema1,
    ...observe,
  })
  const auth = createHttpClient({ dependency: 'auth', url: options.auth.url, timeoutMs: TIMEOUT_MS.auth, ...observe })
  const exchange = createTokenExchange({ auth, ...options.auth, clock: options.clock })
  const tokens = createExpiringCache<ExchangeOutcome>(options.clock, MAX_TOKENS)

  async function tokenFor(bearer: string, key: string): Promise<ExchangeOutcome> {
    return tokens.get(key, async () => {
      const outcome = await exchange({ token: bearer, type: 'access_token' }, 'sistema1', { scope: 'sistema1:resumo' })
      return { value: outcome, expiresAt: outcome.kind === 'issued' ? outcome.expiresAt : null }
    })
  }

  return {
    forToken(bearer) {
      // The token itself is no key of a map: a heap dump's index should not list live tokens.
      const key = createHash('sha256').update(bearer).digest('base64url')
      return {
        async summarize(question) {
          // The exchange is shared by all who wait for it, so one caller's deadline only ends that caller's waiting.
          const outcome = await orAborted(tokenFor(bearer, key), question.signal)
          // A session that is over says nothing about the person; a missing scope is a no.
          if (outcome?.kind === 'refused' && outcome.error !== 'invalid_grant') return { kind: 'denied' }
          if (outcome?.kind !== 'issued') return UNAVAILABLE
          const answer = await askSummary(sistema1, outcome.token, question)
          if (answer === 'token_refused') tokens.forget((known) => known === key)
          return answer === 'token_refused' ? UNAVAILABLE : answer
        },
      }
    },
    async close() {
      await Promise.all([sistema1.close(), auth.close()])
    },
  }
}

async function askSummary(
  sistema1: HttpClient,
  token: string,
  { cpf, call, signal }: DebtsQuestion,
): Promise<DebtSummaryAnswer | 'token_refused'> {
  const outcome = await sistema1.send({
    method: 'POST',
    path: '/interno/resumo',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      finalidade: call.purpose,
      ...(call.relationship === null ? {} : { relacao: call.relationship }),
      'x-request-id': call.requestId,
      'x-forwarded-for': call.ip,
    },
    body: JSON.stringify({ cpf }),
    signal,
  })
  if (outcome.kind === 'failed') return UNAVAILABLE
  if (outcome.status === 401) return 'token_refused'
  if (outcome.status === 403) return { kind: 'denied' }
  const answer = outcome.status === 200 ? DebtSummarySchema.safeParse(jsonOf(outcome.body)) : undefined
  return answer?.success ? readSummary(answer.data) : UNAVAILABLE
}

function readSummary(answer: DebtSummaryOnWire): DebtSummaryAnswer {
  if (answer.situacao === 'negado') return { kind: 'denied' }
  const totalCents = parseReais(answer.total)
  const largestCents = parseReais(answer.maior)
  if (totalCents === null || largestCents === null) return UNAVAILABLE
  return {
    kind: 'permitted',
    summary: {
      snapshotId: answer.instantaneo,
      count: answer.quantidade,
      totalCents,
      largestCents,
      oldestDueOn: dateOf(answer.mais_antiga),
      lastRemovedOn: dateOf(answer.ultima_baixa),
      updatedAt: new Date(answer.atualizado_em),
    },
  }
}

const dateOf = (text: string | null): CivilDate | null => (text === null ? null : parseCivilDate(text))

/** The promise's value, or undefined once the signal is aborted. */
function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  const { promise, resolve, reject } = Promise.withResolvers<Value | undefined>()
  const stop = () => resolve(undefined)
  signal.addEventListener('abort', stop, { once: true })
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  return promise
}
