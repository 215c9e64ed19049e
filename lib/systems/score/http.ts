import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Admitted, BearerDoor } from '#lib/access/bearer-door.ts'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { languageOf } from '#lib/http/problem-words.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { readQuery } from '#lib/http/read-query.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { DebtsSource } from './debts-port.ts'
import type { ScoreContext } from './operations/define-score-operation.ts'
import { findScoreFile } from './operations/find-score-file.ts'
import { scoreFileOnWire } from './wire.ts'

export type ScoreAppOptions = Omit<HttpAppOptions, 'challenge'> & {
  door: BearerDoor
  context: Omit<ScoreContext, 'debts'>
  debts: DebtsSource
}

type ScoreEnv = HttpEnv & { Variables: HttpEnv['Variables'] & { admitted: Admitted } }

/** The query of a look-up by path: `?por=cpf` at most. */
const PathQuery = z.strictObject({ por: z.literal('cpf').optional() })

/** The paths of sistema2, with the contract's order of checks. */
export function createScoreApp(options: ScoreAppOptions): Hono<HttpEnv> {
  const app = createHttpApp({ ...options, challenge: 'Bearer realm="crivo"' })
  const v1 = new Hono<ScoreEnv>()

  v1.use(async (c, next) => {
    refuseSecretInUrl(c.req.url)
    c.set('admitted', await options.door(c.req.header('authorization'), c.get('peer')))
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
    const context = { ...options.context, debts: options.debts.forToken(token) }
    const view = await findScoreFile(context, callOfRequest(c, actor), input)
    const language = languageOf(c.req.header('accept-language'))
    return c.json(scoreFileOnWire(view, language), 200, { 'Cache-Control': 'no-store', 'Content-Language': language })
  }
  return app.route('/v1/sistema2', v1)
}
