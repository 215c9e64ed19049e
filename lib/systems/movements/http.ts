import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { BearerDoor } from '#lib/access/bearer-door.ts'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import type { CandidateRefs } from '#lib/access/candidate-ref.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { RateLimiter } from '#lib/access/rate-limit.ts'
import type { UsageMeter } from '#lib/access/usage-meter.ts'
import { countUsage, USAGE_PATH, usageRoutes, workerOnly } from '#lib/access/usage-routes.ts'
import { createHttpApp, type HttpAppOptions, type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { numberIn, readQuery } from '#lib/http/read-query.ts'
import type { Call } from '#lib/kernel/call.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { CONSENT_FEED_PATH, consentFeedRoutes } from './consents/feed.ts'
import { consentRoutes } from './consents/http.ts'
import type { ConsentStore } from './consents/store.ts'
import type { BasicDoor } from './door.ts'
import { createKeyedRoutes, type KeyedEnv, meeterOf, personalJson } from './keyed-routes.ts'
import type { MovementContext } from './operations/define-movement-operation.ts'
import { findMovementFile } from './operations/find-movement-file.ts'
import { listBureauInquiries, listMovementsOfDay, listMovementsOfType } from './operations/list-portfolio.ts'
import { READINGS, readTarget, withoutRef } from './read-target.ts'
import { RECENT_PATH, recentRoutes } from './recent/http.ts'
import type { OwnInquiries } from './recent/store.ts'
import { sourceRoutes } from './sources/http.ts'
import type { MovementIntake } from './sources/store.ts'
import { movementFileOnWire, portfolioInquiriesOnWire, portfolioMovementsOnWire } from './wire.ts'

export type MovementAppOptions = Omit<HttpAppOptions, 'challenge' | 'polled'> & {
  door: BasicDoor
  /** For tokens of `aud` crivo, at the doors that take them; sistema3's own paths never do. */
  bearer: BearerDoor
  limiter: RateLimiter
  usage: UsageMeter
  /** What the worker shows to take what was counted. */
  usageSecret: Redacted<string>
  refs: CandidateRefs
  consents: ConsentStore
  intake: MovementIntake
  own: OwnInquiries
  /** What sistema2 shows to follow the changes of consents. */
  feedSecret: Redacted<string>
  context: Omit<MovementContext, 'meetPerson' | 'refs'>
}

/** The query of a look-up by path: how to read it, and which page. */
const PathQuery = z.strictObject({
  por: z.enum(READINGS).optional(),
  limite: z.string().optional(),
  cursor: z.string().optional(),
})

/** Everything that sistema3 answers: its own paths, consents and their feed, movements of sources, members' last look-ups. */
export function createMovementApp(options: MovementAppOptions): Hono<HttpEnv> {
  const challenge = 'Basic realm="crivo", charset="UTF-8"'
  const app = createHttpApp({ ...options, challenge, polled: [CONSENT_FEED_PATH, USAGE_PATH] })
  app.use(countUsage(options.usage, options.limiter))
  app.route('/v1/sistema3', movementRoutes(options))
  app.route('/v1/consentimentos', consentRoutes(options))
  app.route('/v1/fontes/movimentacoes', sourceRoutes(options))
  app.route(CONSENT_FEED_PATH, consentFeedRoutes(options))
  app.route(RECENT_PATH, recentRoutes(options))
  app.route(USAGE_PATH, usageRoutes(options.usage, workerOnly(options.usageSecret)))
  return app
}

function movementRoutes(options: MovementAppOptions): Hono<KeyedEnv> {
  const { limiter, refs } = options
  const routes = createKeyedRoutes(options, 'keys')

  routes.post('/consultas', async (c) => {
    const body = await readJsonBody(c.req.raw)
    return file(c, withoutRef(body, c.get('caller').actor, refs))
  })
  routes.all('/consultas', methodNotAllowed(['POST']))
  routes.get('/:alvo', async (c) => {
    const { por, limite, cursor } = parseInput(PathQuery, readQuery(new URL(c.req.url)))
    const target = readTarget(c.req.param('alvo'), por, c.get('caller').actor, refs)
    const input = { ...target.input, limite: numberIn(limite), cursor }
    if (target.kind === 'file') return file(c, input)
    if (target.kind === 'bureau') {
      return personalJson(c, portfolioInquiriesOnWire(await listBureauInquiries(...given(c, input))))
    }
    const list = target.kind === 'day' ? listMovementsOfDay : listMovementsOfType
    return personalJson(c, portfolioMovementsOnWire(await list(...given(c, input))))
  })
  routes.all('/:alvo', methodNotAllowed(['GET', 'HEAD']))

  async function file(c: Context<KeyedEnv>, input: unknown): Promise<Response> {
    const view = await findMovementFile(...given(c, input))
    const { actor } = c.get('caller')
    // The portal opens a card holder's file in the other systems too; those take no card.
    const byCard = typeof input === 'object' && input !== null && 'cartao' in input
    const ref = byCard && actor.kind === 'member' ? { ref: refs.seal(view.cpf, actor) } : {}
    return personalJson(c, { ...movementFileOnWire(view), ...ref })
  }

  /** What every operation here is called with. */
  function given(c: Context<KeyedEnv>, input: unknown): [MovementContext, Call<Permission>, unknown] {
    const context = { ...options.context, refs, meetPerson: meeterOf(c, limiter) }
    return [context, callOfRequest(c, c.get('caller').actor), input]
  }
  return routes
}
