import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import type { CandidateRefs } from '#lib/access/candidate-ref.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { RateLimiter } from '#lib/access/rate-limit.ts'
import { STATEMENT_HEADER } from '#lib/access/statement.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { readQuery } from '#lib/http/read-query.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { Admitted, BasicDoor } from './door.ts'
import type { MovementContext } from './operations/define-movement-operation.ts'
import { findMovementFile } from './operations/find-movement-file.ts'
import { listBureauInquiries, listMovementsOfDay, listMovementsOfType } from './operations/list-portfolio.ts'
import { READINGS, readTarget, withoutRef } from './read-target.ts'
import { movementFileOnWire, portfolioInquiriesOnWire, portfolioMovementsOnWire } from './wire.ts'

export type MovementAppOptions = Omit<HttpAppOptions, 'challenge'> & {
  door: BasicDoor
  limiter: RateLimiter
  refs: CandidateRefs
  context: Omit<MovementContext, 'meetPerson' | 'refs'>
}

type MovementEnv = HttpEnv & {
  Variables: HttpEnv['Variables'] & { admitted: Admitted; rateHeaders?: Readonly<Record<string, string>> }
}

/** The query of a look-up by path: how to read it, and which page. */
const PathQuery = z.strictObject({
  por: z.enum(READINGS).optional(),
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

  v1.post('/consultas', async (c) => {
    const body = await readJsonBody(c.req.raw)
    return file(c, withoutRef(body, c.get('admitted').actor, options.refs))
  })
  v1.all('/consultas', methodNotAllowed(['POST']))
  v1.get('/:alvo', async (c) => {
    const { por, limite, cursor } = parseInput(PathQuery, readQuery(new URL(c.req.url)))
    const page = { limite: limite === undefined ? limite : numberIn(limite), cursor }
    const target = readTarget(c.req.param('alvo'), por, c.get('admitted').actor, options.refs)
    const input = { ...target.input, ...page }
    if (target.kind === 'file') return file(c, input)
    if (target.kind === 'day') return shown(c, portfolioMovementsOnWire(await listMovementsOfDay(...given(c, input))))
    if (target.kind === 'type') return shown(c, portfolioMovementsOnWire(await listMovementsOfType(...given(c, input))))
    return shown(c, portfolioInquiriesOnWire(await listBureauInquiries(...given(c, input))))
  })
  v1.all('/:alvo', methodNotAllowed(['GET', 'HEAD']))

  async function file(c: Context<MovementEnv>, input: unknown): Promise<Response> {
    return shown(c, movementFileOnWire(await findMovementFile(...given(c, input))))
  }

  /** What every operation here is called with. */
  function given(c: Context<MovementEnv>, input: unknown): [MovementContext, Call<Permission>, unknown] {
    const { actor, credential } = c.get('admitted')
    const meetPerson = (person: string): void => {
      const met = options.limiter.meet(credential.id, credential.limits, person)
      if (met.kind === 'refused') throw new AppError('pessoas_demais', { retryAfterSeconds: met.retryAfterSeconds })
    }
    const context = { ...options.context, refs: options.refs, meetPerson }
    return [context, callOfRequest(c, actor), input]
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

function shown(c: Context<MovementEnv>, body: object): Response {
  return c.json(body, 200, { 'Cache-Control': 'no-store' })
}

/** A number as a query writes it; anything else is left for the schema to refuse. */
function numberIn(text: string): number | string {
  return /^\d{1,6}$/.test(text) ? Number(text) : text
}
