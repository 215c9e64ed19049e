import { Hono, type MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { readQuery } from '#lib/http/read-query.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { TrailContext } from './context.ts'
import type { TrailEndOnWire, TrailSegmentOnWire } from './schemas.ts'
import { NO_STORE } from './signed-routes.ts'

const SegmentInput = z.strictObject({ apos: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) })

/** Where the trail ends, for whoever signs it: numbers and hashes, nobody's data. Nothing here is anybody's inquiry. */
export function trailEndRoutes(
  { trail }: Pick<TrailContext, 'trail'>,
  admit: MiddlewareHandler<HttpEnv>,
): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.use(admit)
  app.get('/', async (c) => {
    const { number } = await trail.end()
    return c.json({ numero: number } satisfies TrailEndOnWire, 200, NO_STORE)
  })
  app.all('/', methodNotAllowed(['GET', 'HEAD']))
  app.get('/trecho', async (c) => {
    const { apos } = parseInput(SegmentInput, readQuery(new URL(c.req.url)))
    const { anchor, rows, end, fault } = await trail.segmentAfter(apos)
    const body = {
      ancora: anchor?.toString('hex') ?? null,
      linhas: rows,
      fim: { numero: end.number, hash: end.hash.toString('hex') },
      falha: fault && { numero: fault.number, motivo: fault.fault },
    } satisfies TrailSegmentOnWire
    return c.json(body, 200, NO_STORE)
  })
  app.all('/trecho', methodNotAllowed(['GET', 'HEAD']))
  return app
}
