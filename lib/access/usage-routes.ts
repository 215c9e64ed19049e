import { Hono, type MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { readQuery } from '#lib/http/read-query.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { parseBasic } from './basic.ts'
import type { CountedEnv } from './counted-calls.ts'
import type { RateLimiter } from './rate-limit.ts'
import { sameSecret } from './same-secret.ts'
import type { UsageMeter, UsageSystem } from './usage-meter.ts'

/** Front hands nothing under `/interno` on. */
export const USAGE_PATH = '/interno/uso'
const READER = 'worker'

/**
 * Counts every call under `/v1` whose caller is known, by how it ended and how long it took; before all routes. Nothing
 * is written anywhere: the numbers lie in memory until they are taken.
 */
export function countUsage(meter: UsageMeter, limiter: RateLimiter): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const started = performance.now()
    await next()
    // What a route behind this may have left, whichever it was.
    const subject = (c as { get(name: string): unknown }).get('usageSubject') as
      | CountedEnv['Variables']['usageSubject']
      | undefined
    const { path } = c.req
    if (!subject || !path.startsWith('/v1/')) return
    const { actor } = subject
    const stated = actor.purposes.find((known) => known === c.req.header('finalidade')) ?? actor.purposes[0]
    if (stated === undefined) return
    meter.count(subject, {
      system: systemOf(path),
      purpose: stated,
      status: c.res.status,
      ms: performance.now() - started,
      people: limiter.peopleToday(actor.id),
    })
  }
}

function systemOf(path: string): UsageSystem {
  const [, , room = ''] = path.split('/')
  return room === 'sistema1' || room === 'sistema2' || room === 'sistema3' ? room : 'crivo'
}

const PullQuery = z.strictObject({
  processo: z
    .string()
    .regex(/^[0-9A-Za-z]{22}$/)
    .optional(),
  lote: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
})

/** What was counted here, for the worker that adds it up. It takes a batch by naming it in its next request. */
export function usageRoutes(meter: UsageMeter, admit: MiddlewareHandler<HttpEnv>): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  routes.use(admit)
  routes.get('/', (c) => {
    const { processo, lote } = parseInput(PullQuery, readQuery(new URL(c.req.url)))
    const taken = processo === undefined || lote === undefined ? null : { process: processo, number: lote }
    return c.json(meter.batchAfter(taken), 200, { 'Cache-Control': 'no-store' })
  })
  routes.all('/', methodNotAllowed(['GET', 'HEAD']))
  return routes
}

/** The worker, by a secret that it shares with the service: for services that know no client certificates. */
export function workerOnly(secret: Redacted<string>): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const basic = parseBasic(c.req.header('authorization'))
    if (basic?.id !== READER || !sameSecret(basic.secret, secret)) {
      throw new AppError('credencial_invalida', { reason: 'usage feed' })
    }
    await next()
  }
}
