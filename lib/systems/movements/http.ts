import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import type { RateLimiter } from '#lib/access/rate-limit.ts'
import { STATEMENT_HEADER } from '#lib/access/statement.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { readQuery } from '#lib/http/read-query.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { Admitted, BasicDoor } from './door.ts'
import type { MovementContext } from './operations/define-movement-operation.ts'
import { findMovementFile } from './operations/find-movement-file.ts'
import { movementFileOnWire } from './wire.ts'

export type MovementAppOptions = Omit<HttpAppOptions, 'challenge'> & {
  door: BasicDoor
  limiter: RateLimiter
  context: Omit<MovementContext, 'meetPerson'>
}

type MovementEnv = HttpEnv & {
  Variables: HttpEnv['Variables'] & { admitted: Admitted; rateHeaders?: Readonly<Record<string, string>> }
}

/** The query of a look-up by path: `?por=cpf`, and the page of movements. */
const PathQuery = z.strictObject({
  por: z.literal('cpf').optional(),
  limite: z.string().optional(),
  cursor: z.string().optional(),
})

/** The paths of sistema3, with the contract's order of checks. Every answer of a keyed call says where its limits are. */
export function createMovementApp(options: MovementAppOptions): Hono<HttpEnv> {
  const app = createHttpApp({ ...options, challenge: 'Basic realm="crivo", charset="UTF-8"' })
  const v1 = new Hono<MovementEnv>()

  v1.use(async (c, next) => {
    await next()
    // A refusal becomes a response on the way out, so the headers are set here and not where they are known.
    for (const [name, value] of Object.entries(c.get('rateHeaders') ?? {})) c.res.headers.set(name, value)
  })
  v1.use(async (c, next) => {
    refuseSecretInUrl(c.req.url)
    const admitted = await options.door({
      authorization: c.req.header('authorization'),
      statement: c.req.header(STATEMENT_HEADER),
    })
    c.set('admitted', admitted)
    admitToday(c, options.limiter)
    refuseCardNumberOutsideBody(c.req.url, c.req.raw.headers)
    await next()
  })

  v1.post('/consultas', async (c) => answer(c, await readJsonBody(c.req.raw)))
  v1.all('/consultas', methodNotAllowed(['POST']))
  v1.get('/:cpf', async (c) => {
    const { limite, cursor } = parseInput(PathQuery, readQuery(new URL(c.req.url)))
    return answer(c, { cpf: c.req.param('cpf'), limite: limite === undefined ? limite : numberIn(limite), cursor })
  })
  v1.all('/:cpf', methodNotAllowed(['GET', 'HEAD']))

  async function answer(c: Context<MovementEnv>, input: unknown): Promise<Response> {
    const { actor, credential } = c.get('admitted')
    const meetPerson = (cpf: Cpf): void => {
      const met = options.limiter.meet(credential.id, credential.limits, cpf)
      if (met.kind === 'refused') throw new AppError('pessoas_demais', { retryAfterSeconds: met.retryAfterSeconds })
    }
    const view = await findMovementFile({ ...options.context, meetPerson }, callOfRequest(c, actor), input)
    return c.json(movementFileOnWire(view), 200, { 'Cache-Control': 'no-store' })
  }
  return app.route('/v1/sistema3', v1)
}

/** The address allow-list, then the rate limit: a call from a foreign address spends nothing. */
function admitToday(c: Context<MovementEnv>, limiter: RateLimiter): void {
  const { credential } = c.get('admitted')
  if (!credential.allowsAddress(c.get('peer'))) {
    c.set('rateHeaders', limiter.look(credential.id, credential.limits))
    throw new AppError('ip_nao_permitido')
  }
  const decision = limiter.take(credential.id, credential.limits)
  c.set('rateHeaders', decision.headers)
  if (decision.kind === 'refused') {
    throw new AppError(decision.code, { retryAfterSeconds: decision.retryAfterSeconds })
  }
}

/** A number as a query writes it; anything else is left for the schema to refuse. */
function numberIn(text: string): number | string {
  return /^\d{1,6}$/.test(text) ? Number(text) : text
}
