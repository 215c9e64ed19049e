import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Admitted, BearerDoor } from '#lib/access/bearer-door.ts'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import { limitsOf, MEMBER_LIMITS, type RateLimiter, type RateLimits } from '#lib/access/rate-limit.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { languageOf } from '#lib/http/problem-words.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { readQuery } from '#lib/http/read-query.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { DebtsSource } from './debts-port.ts'
import type { ScoreContext } from './operations/define-score-operation.ts'
import { findScoreFile } from './operations/find-score-file.ts'
import { scoreFileOnWire } from './wire.ts'

export type ScoreAppOptions = Omit<HttpAppOptions, 'challenge'> & {
  door: BearerDoor
  limiter: RateLimiter
  context: Omit<ScoreContext, 'debts' | 'meetPerson'>
  debts: DebtsSource
}

type ScoreEnv = HttpEnv & {
  Variables: HttpEnv['Variables'] & {
    admitted: Admitted
    limits: RateLimits
    rateHeaders?: Readonly<Record<string, string>>
  }
}

/** The query of a look-up by path: `?por=cpf` at most. */
const PathQuery = z.strictObject({ por: z.literal('cpf').optional() })

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

  v1.post('/consultas', async (c) => answer(c, await readJsonBody(c.req.raw)))
  v1.all('/consultas', methodNotAllowed(['POST']))
  v1.get('/:cpf', async (c) => {
    parseInput(PathQuery, readQuery(new URL(c.req.url)))
    return answer(c, { cpf: c.req.param('cpf') })
  })
  v1.all('/:cpf', methodNotAllowed(['GET', 'HEAD']))

  async function answer(c: Context<ScoreEnv>, input: unknown): Promise<Response> {
    const { actor, token } = c.get('admitted')
    const meetPerson = (cpf: Cpf): void => {
      const met = options.limiter.meet(actor.id, c.get('limits'), cpf)
      if (met.kind === 'refused') throw new AppError('pessoas_demais', { retryAfterSeconds: met.retryAfterSeconds })
    }
    const context = { ...options.context, debts: options.debts.forToken(token), meetPerson }
    const view = await findScoreFile(context, callOfRequest(c, actor), input)
    const language = languageOf(c.req.header('accept-language'))
    return c.json(scoreFileOnWire(view, language), 200, { 'Cache-Control': 'no-store', 'Content-Language': language })
  }
  return app.route('/v1/sistema2', v1)
}

function spendCall(c: Context<ScoreEnv>, limiter: RateLimiter): void {
  const decision = limiter.take(c.get('admitted').actor.id, c.get('limits'))
  c.set('rateHeaders', decision.headers)
  if (decision.kind === 'refused') throw new AppError(decision.code, { retryAfterSeconds: decision.retryAfterSeconds })
}
