import { type Context, Hono } from 'hono'
import type { Admitted, BearerDoor } from '#lib/access/bearer-door.ts'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import type { CandidateRefs } from '#lib/access/candidate-ref.ts'
import { limitsOf, MEMBER_LIMITS, type RateLimiter, type RateLimits } from '#lib/access/rate-limit.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { languageOf } from '#lib/http/problem-words.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { readQuery } from '#lib/http/read-query.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import { type Asked, askedInBody, askedInPath, numbersIn, PathQuery } from './asked.ts'
import type { DebtsSource } from './debts-port.ts'
import type { ScoreContext } from './operations/define-score-operation.ts'
import { findScoreFile } from './operations/find-score-file.ts'
import { listPortfolio } from './operations/list-portfolio.ts'
import { searchCandidates } from './operations/search-candidates.ts'
import { candidatesOnWire, portfolioOnWire, scoreFileOnWire } from './wire.ts'

export type ScoreAppOptions = Omit<HttpAppOptions, 'challenge'> & {
  door: BearerDoor
  limiter: RateLimiter
  refs: CandidateRefs
  context: Omit<ScoreContext, 'debts' | 'refs' | 'meetPerson'>
  debts: DebtsSource
}

type ScoreEnv = HttpEnv & {
  Variables: HttpEnv['Variables'] & {
    admitted: Admitted
    limits: RateLimits
    rateHeaders?: Readonly<Record<string, string>>
  }
}

/** The paths of sistema2, with the contract's order of checks. Every answer to a known caller says where its limits are. */
export function createScoreApp(options: ScoreAppOptions): Hono<HttpEnv> {
  const app = createHttpApp({ ...options, challenge: 'Bearer realm="crivo"' })
  const v1 = new Hono<ScoreEnv>()

  v1.use(async (c, next) => {
    await next()
    // A refusal becomes a response on the way out, so the headers are set here and not where they are known.
    for (const [name, value] of Object.entries(c.get('rateHeaders') ?? {})) c.res.headers.set(name, value)
  })
  v1.use(async (c, next) => {
    refuseSecretInUrl(c.req.url)
    const admitted = await options.door(c.req.header('authorization'), c.get('peer'), ({ actor, tier }) => {
      const limits = tier === null ? MEMBER_LIMITS : limitsOf(tier, null)
      c.set('limits', limits)
      // A call from a foreign address says where the limits stand and spends nothing.
      c.set('rateHeaders', options.limiter.look(actor.id, limits))
    })
    c.set('admitted', admitted)
    spendCall(c, options.limiter)
    refuseCardNumberOutsideBody(c.req.url, c.req.raw.headers)
    await next()
  })

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

  const openerOf = (c: Context<ScoreEnv>) => ({ refs: options.refs, actor: c.get('admitted').actor })

  /** What an operation runs with, for this caller. */
  function contextOf(c: Context<ScoreEnv>): ScoreContext {
    const { actor, token } = c.get('admitted')
    const meetPerson = (cpf: Cpf): void => {
      const met = options.limiter.meet(actor.id, c.get('limits'), cpf)
      if (met.kind === 'refused') throw new AppError('pessoas_demais', { retryAfterSeconds: met.retryAfterSeconds })
    }
    return { ...options.context, refs: options.refs, debts: options.debts.forToken(token), meetPerson }
  }

  async function answer(c: Context<ScoreEnv>, asked: Asked): Promise<Response> {
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
function tongueOf(c: Context<ScoreEnv>) {
  const language = languageOf(c.req.header('accept-language'))
  return { language, headers: { 'Cache-Control': 'no-store', 'Content-Language': language } }
}

function spendCall(c: Context<ScoreEnv>, limiter: RateLimiter): void {
  const decision = limiter.take(c.get('admitted').actor.id, c.get('limits'))
  c.set('rateHeaders', decision.headers)
  if (decision.kind === 'refused') throw new AppError(decision.code, { retryAfterSeconds: decision.retryAfterSeconds })
}
