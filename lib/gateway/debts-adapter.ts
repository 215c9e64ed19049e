import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Call } from '#lib/kernel/call.ts'
import { type CivilDate, type Clock, parseCivilDate } from '#lib/kernel/clock.ts'
import { parseReais } from '#lib/kernel/money.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { type DebtSummaryOnWire, DebtSummarySchema } from '#lib/systems/debts/schemas.ts'
import type { Breakers } from './breakers.ts'
import { createExpiringCache } from './expiring-cache.ts'
import { type ClientTls, createHttpClient, type HttpClient, jsonOf, type OutboundObservation } from './http-client.ts'
import { DEBT_QUESTION_TIMEOUT_MS, TIMEOUT_MS } from './timeouts.ts'
import { createTokenExchange, type ExchangeOutcome } from './token-exchange.ts'

/** Counted by Base A; shaped as sistema2's port wants it. */
export type DebtSums = {
  snapshotId: string
  count: number
  totalCents: number
  largestCents: number
  oldestDueOn: CivilDate | null
  lastRemovedOn: CivilDate | null
  updatedAt: Date
}

/** Without a clear answer: never zero, never a permit. */
type NoAnswer = { kind: 'denied' } | { kind: 'unavailable' }

export type DebtSummaryAnswer = { kind: 'permitted'; summary: DebtSums } | NoAnswer
/** By CPF; a person who isn't there has sums of zero. */
export type DebtSummariesAnswer = { kind: 'permitted'; summaries: ReadonlyMap<string, DebtSums> } | NoAnswer
export type DebtRankingAnswer =
  | { kind: 'permitted'; people: readonly { reference: string; summary: DebtSums }[]; next: string | null }
  /** The cursor isn't one that Base A made for this question. */
  | { kind: 'bad_cursor' }
  | NoAnswer

type Asking = { call: Call; signal: AbortSignal }
export type DebtsQuestion = Asking & { cpf: string }
export type ManyDebtsQuestion = Asking & { cpfs: readonly string[] }
export type DebtRankingQuestion = Asking & {
  order: string
  uf: string | null
  bornFrom: CivilDate | null
  bornTo: CivilDate | null
  limit: number
  cursor: string | null
}

export type DebtsAdapter = {
  /** The questions of one caller, by the bearer token that was verified at sistema2's door. */
  forToken(bearer: string): {
    summarize(question: DebtsQuestion): Promise<DebtSummaryAnswer>
    summarizeMany(question: ManyDebtsQuestion): Promise<DebtSummariesAnswer>
    rank(question: DebtRankingQuestion): Promise<DebtRankingAnswer>
  }
  close(): Promise<void>
}

export type DebtsAdapterOptions = {
  sistema1: { url: string; tls: ClientTls }
  auth: { url: string; clientId: string; clientSecret: Redacted<string> }
  clock: Clock
  observe?: (call: OutboundObservation) => void
  breakers?: Breakers
}

const MAX_TOKENS = 10_000
const UNAVAILABLE = { kind: 'unavailable' } as const

/**
 * sistema2's way to Base A: mutual TLS, and a token that keeps the asking member or key as its subject with sistema2
 * as the actor. Never rejects, and whatever isn't a clear answer is `unavailable`: never zero, never a permit.
 */
export function createDebtsAdapter(options: DebtsAdapterOptions): DebtsAdapter {
  const shared = { observe: options.observe, breakers: options.breakers }
  const sistema1 = createHttpClient({
    dependency: 'sistema1',
    url: options.sistema1.url,
    tls: options.sistema1.tls,
    timeoutMs: DEBT_QUESTION_TIMEOUT_MS,
    ...shared,
  })
  const auth = createHttpClient({ dependency: 'auth', url: options.auth.url, timeoutMs: TIMEOUT_MS.auth, ...shared })
  const exchange = createTokenExchange({ auth, ...options.auth, clock: options.clock })
  const tokens = createExpiringCache<ExchangeOutcome>(options.clock, MAX_TOKENS)

  async function tokenFor(bearer: string, key: string): Promise<ExchangeOutcome> {
    return tokens.get(key, async () => {
      const outcome = await exchange({ token: bearer, type: 'access_token' }, 'sistema1', { scope: 'sistema1:resumo' })
      return { value: outcome, expiresAt: outcome.kind === 'issued' ? outcome.expiresAt : null }
    })
  }

  /** One question under one caller's token. */
  async function ask(bearer: string, path: string, body: object, asking: Asking): Promise<Reply> {
    // The token itself is no key of a map: a heap dump's index should not list live tokens.
    const key = createHash('sha256').update(bearer).digest('base64url')
    // The exchange is shared by all who wait for it, so one caller's deadline only ends that caller's waiting.
    const outcome = await orAborted(tokenFor(bearer, key), asking.signal)
    // A session that is over says nothing about the person; a missing scope is a no.
    if (outcome?.kind === 'refused' && outcome.error !== 'invalid_grant') return { kind: 'denied' }
    if (outcome?.kind !== 'issued') return UNAVAILABLE
    const answer = await askSistema1(sistema1, outcome.token, { path, body, ...asking })
    if (answer === 'token_refused') tokens.forget((known) => known === key)
    return answer === 'token_refused' ? UNAVAILABLE : answer
  }

  return {
    forToken: (bearer) => ({
      async summarize({ cpf, ...asking }) {
        const reply = await ask(bearer, '/interno/resumo', { cpf }, asking)
        if (reply.kind !== 'answered') return withoutAnswer(reply)
        const answer = DebtSummarySchema.safeParse(reply.body)
        return answer.success ? readSummary(answer.data) : UNAVAILABLE
      },
      async summarizeMany({ cpfs, ...asking }) {
        const reply = await ask(bearer, '/interno/resumos', { cpfs }, asking)
        return reply.kind === 'answered' ? readSummaries(reply.body, cpfs) : withoutAnswer(reply)
      },
      async rank({ order, uf, bornFrom, bornTo, limit, cursor, ...asking }) {
        const filters = {
          ...(uf === null ? {} : { uf }),
          ...(bornFrom === null ? {} : { nascimento_de: bornFrom }),
          ...(bornTo === null ? {} : { nascimento_ate: bornTo }),
        }
        const page = { limite: limit, ...(cursor === null ? {} : { cursor }) }
        const reply = await ask(bearer, '/interno/ranking', { ordem: order, ...filters, ...page }, asking)
        if (reply.kind === 'refused' && reply.code === 'cursor_invalido') return { kind: 'bad_cursor' }
        return reply.kind === 'answered' ? readRanking(reply.body) : withoutAnswer(reply)
      },
    }),
    async close() {
      await Promise.all([sistema1.close(), auth.close()])
    },
  }
}

type Reply = { kind: 'answered'; body: unknown } | { kind: 'refused'; code: string } | NoAnswer

/** A question that sistema1 doesn't understand is a fault of ours: no answer about anybody. */
function withoutAnswer(reply: Exclude<Reply, { kind: 'answered' }>): NoAnswer {
  return reply.kind === 'denied' ? reply : UNAVAILABLE
}

async function askSistema1(
  sistema1: HttpClient,
  token: string,
  { path, body, call, signal }: Asking & { path: string; body: object },
): Promise<Reply | 'token_refused'> {
  const outcome = await sistema1.send({
    method: 'POST',
    path,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      finalidade: call.purpose,
      ...(call.relationship === null ? {} : { relacao: call.relationship }),
      'x-request-id': call.requestId,
      'x-forwarded-for': call.ip,
    },
    body: JSON.stringify(body),
    signal,
  })
  if (outcome.kind === 'failed') return UNAVAILABLE
  if (outcome.status === 401) return 'token_refused'
  if (outcome.status === 403) return { kind: 'denied' }
  const answer = jsonOf(outcome.body)
  if (outcome.status === 200) return { kind: 'answered', body: answer }
  const problem = outcome.status === 400 ? Problem.safeParse(answer) : undefined
  return problem?.success ? { kind: 'refused', code: problem.data.codigo } : UNAVAILABLE
}

const Problem = z.object({ codigo: z.string() })
const Permitted = DebtSummarySchema.options[0]
const Denied = DebtSummarySchema.options[1]
const Summaries = z.discriminatedUnion('situacao', [
  z.object({
    situacao: z.literal('permitido'),
    itens: z.array(Permitted.omit({ situacao: true }).extend({ cpf: z.string() })),
  }),
  Denied,
])
const Ranking = z.discriminatedUnion('situacao', [
  z.object({
    situacao: z.literal('permitido'),
    itens: z.array(Permitted.omit({ situacao: true }).extend({ referencia: z.string() })),
    proximo: z.string().nullable(),
  }),
  Denied,
])

function readSummary(answer: DebtSummaryOnWire): DebtSummaryAnswer {
  if (answer.situacao === 'negado') return { kind: 'denied' }
  const summary = sumsOf(answer)
  return summary ? { kind: 'permitted', summary } : UNAVAILABLE
}

/** An answer that leaves somebody out is no answer. */
function readSummaries(body: unknown, cpfs: readonly string[]): DebtSummariesAnswer {
  const answer = Summaries.safeParse(body)
  if (!answer.success) return UNAVAILABLE
  if (answer.data.situacao === 'negado') return { kind: 'denied' }
  const summaries = new Map<string, DebtSums>()
  for (const item of answer.data.itens) {
    const summary = sumsOf(item)
    if (summary) summaries.set(item.cpf, summary)
  }
  return cpfs.every((cpf) => summaries.has(cpf)) ? { kind: 'permitted', summaries } : UNAVAILABLE
}

function readRanking(body: unknown): DebtRankingAnswer {
  const answer = Ranking.safeParse(body)
  if (!answer.success) return UNAVAILABLE
  if (answer.data.situacao === 'negado') return { kind: 'denied' }
  const people = answer.data.itens.flatMap((item) => {
    const summary = sumsOf(item)
    return summary ? [{ reference: item.referencia, summary }] : []
  })
  if (people.length !== answer.data.itens.length) return UNAVAILABLE
  return { kind: 'permitted', people, next: answer.data.proximo }
}

/** Null where an amount isn't one: then nothing of the answer is believed. */
function sumsOf(item: Omit<z.infer<typeof Permitted>, 'situacao'>): DebtSums | null {
  const totalCents = parseReais(item.total)
  const largestCents = parseReais(item.maior)
  if (totalCents === null || largestCents === null) return null
  return {
    snapshotId: item.instantaneo,
    count: item.quantidade,
    totalCents,
    largestCents,
    oldestDueOn: dateOf(item.mais_antiga),
    lastRemovedOn: dateOf(item.ultima_baixa),
    updatedAt: new Date(item.atualizado_em),
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
