import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import type { BearerDoor } from '#lib/access/bearer-door.ts'
import { meetPerson, type SignedInEnv, sayLimits, signInCounted } from '#lib/access/counted-calls.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { RateLimiter } from '#lib/access/rate-limit.ts'
import type { TokenDenials } from '#lib/access/token-denials.ts'
import type { UsageMeter } from '#lib/access/usage-meter.ts'
import { countUsage, USAGE_PATH, usageRoutes } from '#lib/access/usage-routes.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { refuseQuery } from '#lib/http/read-query.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import { type Operation, parseInput } from '#lib/kernel/operation.ts'
import { approverRoutes } from './approver-routes.ts'
import { type Caller, requireCaller } from './caller.ts'
import type { DebtContext, LookUpContext, TrailContext } from './context.ts'
import { askedGrantRoutes, memberGrantRoutes } from './grant-routes.ts'
import type { KeySet } from './key-set.ts'
import { consult } from './operations/consult.ts'
import { rankDebtors } from './operations/rank-debtors.ts'
import { receiveDebts } from './operations/receive-debts.ts'
import { storeKeySet } from './operations/store-key-set.ts'
import { storePortfolio } from './operations/store-portfolio.ts'
import { storeTokenDenials } from './operations/store-token-denials.ts'
import { summarizeDebts } from './operations/summarize-debts.ts'
import { summarizeMany } from './operations/summarize-many.ts'
import { readPath } from './path-reading.ts'
import { PathQueryInput } from './schemas.ts'
import { callOf, type DebtsEnv, NO_STORE, queryOf, signIn } from './signed-routes.ts'
import { trailEndRoutes } from './trail-routes.ts'

export type DebtsAppOptions = Omit<HttpAppOptions, 'challenge' | 'polled'> & {
  context: TrailContext
  keySet: KeySet
  denials: TokenDenials
  /** Members through the portal, and keys for themselves. */
  subjectDoor: BearerDoor
  /** Members and keys for whom sistema2 asks. */
  summaryDoor: BearerDoor
  /** Keys with a token for Crivo's own paths, which front hands on or gets for them. */
  ownDoor: BearerDoor
  /** For whoever asks for themselves. Whom sistema2 asks for, it has counted. */
  limiter: RateLimiter
  usage: UsageMeter
  /** Which process is on the other side of the connection. */
  callerOf: (c: Context<HttpEnv>) => Caller | null
  /** Resolves when the database answers. */
  ping: () => Promise<void>
}

/** A header that is no grant's id names a grant that nobody can have: refused and recorded like any other. */
const NO_GRANT = 'con_0000000000000000000000'
/** Some thirty thousand denials: all sessions and keys that can end in five minutes, and more. */
const MAX_DENIALS_BYTES = 4 * 1_024 * 1_024
const POLLED = ['/interno/chaves', '/interno/revogacoes', '/interno/trilha/fim', USAGE_PATH]
/** A thousand debts at once. */
const MAX_DEBTS_BYTES = 1_024 * 1_024
/** Five hundred changes of portfolios at once. */
const MAX_PORTFOLIO_BYTES = 256 * 1_024

/** The paths of sistema1, each for its own callers, with the contract's order of checks. */
export function createDebtsApp(options: DebtsAppOptions): Hono<HttpEnv> {
  const app = createHttpApp({ ...options, challenge: 'Bearer realm="crivo"', polled: POLLED })
  app.use(countUsage(options.usage, options.limiter))
  const admit = (...admitted: Caller[]): MiddlewareHandler<HttpEnv> => {
    return async (c, next) => {
      requireCaller(options.callerOf(c), admitted)
      await next()
    }
  }
  app.route('/v1/sistema1', lookUps(options, admit('front')))
  app.route('/v1/concessoes', askedGrantRoutes({ ...options, admit: admit('front'), door: options.ownDoor }))
  app.route('/v1/fontes/dividas', sources(options, admit('front')))
  app.route('/interno/concessoes', memberGrantRoutes({ ...options, admit: admit('front'), door: options.subjectDoor }))
  app.route('/interno/aprovadores', approverRoutes({ ...options, admit: admit('front'), door: options.subjectDoor }))
  app.route('/interno/resumo', underMandate(options, admit('sistema2'), summarizeDebts))
  app.route('/interno/resumos', underMandate(options, admit('sistema2'), summarizeMany))
  app.route('/interno/ranking', underMandate(options, admit('sistema2'), rankDebtors))
  app.route('/interno/carteira', portfolios(options, admit('sistema2', 'worker')))
  app.route('/interno/trilha/fim', trailEndRoutes(options.context, admit('worker')))
  app.route(USAGE_PATH, usageRoutes(options.usage, admit('worker')))
  app.route('/interno/chaves', keys(options, admit('auth')))
  app.route('/interno/revogacoes', revocations(options, admit('auth')))
  app.route('/health', health(options, admit('front', 'sistema2', 'auth', 'worker')))
  return app
}

function lookUps(
  { context, subjectDoor, limiter }: DebtsAppOptions,
  admit: MiddlewareHandler<HttpEnv>,
): Hono<SignedInEnv> {
  const app = new Hono<SignedInEnv>()
  app.use(admit, sayLimits, signInCounted(subjectDoor, limiter))
  const answer = async (c: Context<SignedInEnv>, input: unknown) => {
    const counting: LookUpContext = { ...context, meetPerson: (cpf) => meetPerson(limiter, c.get('counted'), cpf) }
    return c.json(await consult(counting, fileCall(c), input), 200, NO_STORE)
  }

  app.post('/consultas', async (c) => answer(c, await readJsonBody(c.req.raw)))
  app.all('/consultas', methodNotAllowed(['POST']))
  app.get('/:alvo', async (c) => {
    const query = queryOf(c)
    const { por } = parseInput(PathQueryInput, query)
    const { por: _, ...given } = query
    return answer(c, { ...given, ...readPath(c.req.param('alvo'), por) })
  })
  app.all('/:alvo', methodNotAllowed(['GET', 'HEAD']))
  return app
}

function fileCall(c: Context<SignedInEnv>): Call<Permission> {
  const header = c.req.header('concessao')
  const grantId = header === undefined ? null : /^con_[0-9A-Za-z]{22}$/.test(header) ? header : NO_GRANT
  // The shape has just been checked.
  return { ...callOf(c), grantId: grantId as GrantId | null }
}

function underMandate<Schema extends z.ZodType, Output extends object>(
  { context, summaryDoor }: DebtsAppOptions,
  admit: MiddlewareHandler<HttpEnv>,
  operation: Operation<Permission, DebtContext, Schema, Output>,
): Hono<DebtsEnv> {
  const app = new Hono<DebtsEnv>()
  app.use(admit, signIn(summaryDoor))
  app.post('/', async (c) => {
    const body = await readJsonBody(c.req.raw)
    return c.json(await operation(context, callOf(c), body), 200, NO_STORE)
  })
  app.all('/', methodNotAllowed(['POST']))
  return app
}

/** Who sends debts learns nothing of anybody, so calls are counted, and no people. */
function sources({ context, ownDoor, limiter }: DebtsAppOptions, admit: MiddlewareHandler<HttpEnv>): Hono<SignedInEnv> {
  const app = new Hono<SignedInEnv>()
  app.use(admit, sayLimits, signInCounted(ownDoor, limiter))
  app.post('/', async (c) => {
    refuseQuery(c.req.url)
    const body = await readJsonBody(c.req.raw, MAX_DEBTS_BYTES)
    return c.json(await receiveDebts(context, callOf(c), body), 200, NO_STORE)
  })
  app.all('/', methodNotAllowed(['POST']))
  return app
}

function portfolios({ context, callerOf }: DebtsAppOptions, admit: MiddlewareHandler<HttpEnv>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.use(admit)
  app.put('/', async (c) => {
    const caller = requireCaller(callerOf(c), ['sistema2', 'worker'])
    const from = { caller, ip: c.get('peer'), requestId: c.get('requestId') }
    await storePortfolio(context, from, await readJsonBody(c.req.raw, MAX_PORTFOLIO_BYTES))
    return c.body(null, 204)
  })
  app.all('/', methodNotAllowed(['PUT']))
  return app
}

function keys({ context, keySet }: DebtsAppOptions, admit: MiddlewareHandler<HttpEnv>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.use(admit)
  app.put('/', async (c) => {
    const from = { ip: c.get('peer'), requestId: c.get('requestId') }
    await storeKeySet(context, keySet, from, await readJsonBody(c.req.raw))
    return c.body(null, 204)
  })
  app.all('/', methodNotAllowed(['PUT']))
  return app
}

function revocations({ context, denials }: DebtsAppOptions, admit: MiddlewareHandler<HttpEnv>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.use(admit)
  app.put('/', async (c) => {
    await storeTokenDenials(context, denials, await readJsonBody(c.req.raw, MAX_DENIALS_BYTES))
    return c.body(null, 204)
  })
  app.all('/', methodNotAllowed(['PUT']))
  return app
}

/** `live`: the process turns. `ready`: it could answer a look-up now; says which dependency it lacks. */
function health({ keySet, denials, ping }: DebtsAppOptions, admit: MiddlewareHandler<HttpEnv>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.use(admit)
  app.get('/live', (c) => c.json({ situacao: 'ok' }, 200, NO_STORE))
  app.get('/ready', async (c) => {
    const postgres = await ping().then(
      () => 'ok' as const,
      () => 'indisponivel' as const,
    )
    const chaves = keySet.isFresh() ? ('ok' as const) : ('indisponivel' as const)
    const revogacoes = denials.isFresh() ? ('ok' as const) : ('indisponivel' as const)
    const ready = postgres === 'ok' && chaves === 'ok' && revogacoes === 'ok'
    const body = { situacao: ready ? 'ok' : 'indisponivel', dependencias: { postgres, chaves, revogacoes } }
    return c.json(body, ready ? 200 : 503, NO_STORE)
  })
  return app
}
