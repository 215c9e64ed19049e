import { type Context, Hono } from 'hono'
import type { BearerDoor } from '#lib/access/bearer-door.ts'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import type { CandidateRefs } from '#lib/access/candidate-ref.ts'
import { meetPerson, type SignedInEnv, sayLimits, signInCounted } from '#lib/access/counted-calls.ts'
import type { RateLimiter } from '#lib/access/rate-limit.ts'
import type { UsageMeter } from '#lib/access/usage-meter.ts'
import { countUsage, USAGE_PATH, usageRoutes, workerOnly } from '#lib/access/usage-routes.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { languageOf } from '#lib/http/problem-words.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { readQuery } from '#lib/http/read-query.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { type Asked, askedInBody, askedInPath, numbersIn, PathQuery } from './asked.ts'
import type { DebtsSource } from './debts-port.ts'
import type { ScoreContext } from './operations/define-score-operation.ts'
import { findScoreFile } from './operations/find-score-file.ts'
import { listPortfolio } from './operations/list-portfolio.ts'
import { searchCandidates } from './operations/search-candidates.ts'
import { candidatesOnWire, portfolioOnWire, scoreFileOnWire } from './wire.ts'

export type ScoreAppOptions = Omit<HttpAppOptions, 'challenge' | 'polled'> & {
  door: BearerDoor
  limiter: RateLimiter
  usage: UsageMeter
  /** What the worker shows to take what was counted. */
  usageSecret: Redacted<string>
  refs: CandidateRefs
  context: Omit<ScoreContext, 'debts' | 'refs' | 'meetPerson'>
  debts: DebtsSource
}

/** The paths of sistema2, with the contract's order of checks. Every answer to a known caller says where its limits are. */
export function createScoreApp(options: ScoreAppOptions): Hono<HttpEnv> {
  const app = createHttpApp({ ...options, challenge: 'Bearer realm="crivo"', polled: [USAGE_PATH] })
  app.use(countUsage(options.usage, options.limiter))
  app.route(USAGE_PATH, usageRoutes(options.usage, workerOnly(options.usageSecret)))
  const v1 = new Hono<SignedInEnv>()

  v1.use(sayLimits, signInCounted(options.door, options.limiter))

  v1.post('/consultas', async (c) => {
    const body = await readJsonBody(c.req.raw)
    return answer(c, askedInBody(body, openerOf(c)))
  })
  v1.all('/consultas', methodNotAllowed(['POST']))
  v1.get('/', async (c) => {
    const input = numbersIn(readQuery(new URL(c.req.url)), ['limite', 'idade_de', 'idade_ate'])
    const view = await listPortfolio(contextOf(c), callOfRequest(c, c.get('admitted').actor), input)
    const { language, headers } = tongueOf(c)
    return c.json(portfolioOnWire(view, language), 200, headers)
  })
  v1.all('/', methodNotAllowed(['GET', 'HEAD']))
  v1.get('/:alvo', async (c) => {
    const query = parseInput(PathQuery, readQuery(new URL(c.req.url)))
    return answer(c, askedInPath(c.req.param('alvo'), query, openerOf(c)))
  })
  v1.all('/:alvo', methodNotAllowed(['GET', 'HEAD']))

  const openerOf = (c: Context<SignedInEnv>) => ({ refs: options.refs, actor: c.get('admitted').actor })

  /** What an operation runs with, for this caller. */
  function contextOf(c: Context<SignedInEnv>): ScoreContext {
    const { token } = c.get('admitted')
    return {
      ...options.context,
      refs: options.refs,
      debts: options.debts.forToken(token),
      meetPerson: (cpf) => meetPerson(options.limiter, c.get('counted'), cpf),
    }
  }

  async function answer(c: Context<SignedInEnv>, asked: Asked): Promise<Response> {
    const context = contextOf(c)
    const call = callOfRequest(c, c.get('admitted').actor)
    const { language, headers } = tongueOf(c)
    if (asked.kind === 'candidates') {
      return c.json(candidatesOnWire(await searchCandidates(context, call, asked.input)), 200, headers)
    }
    const view = await findScoreFile(context, call, asked.input)
    return c.json(scoreFileOnWire(view, language), 200, headers)
  }
  return app.route('/v1/sistema2', v1)
}

/** The language of an answer's words, and what every answer with a person's data says of itself. */
function tongueOf(c: Context<SignedInEnv>) {
  const language = languageOf(c.req.header('accept-language'))
  return { language, headers: { 'Cache-Control': 'no-store', 'Content-Language': language } }
}
