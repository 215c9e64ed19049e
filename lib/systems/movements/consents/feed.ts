import { Hono } from 'hono'
import { z } from 'zod'
import { parseBasic } from '#lib/access/basic.ts'
import { sameSecret } from '#lib/access/same-secret.ts'
import { type HttpEnv, methodNotAllowed } from '#lib/http/app.ts'
import { readQuery } from '#lib/http/read-query.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { ConsentChangesOnWire } from './schemas.ts'
import type { ConsentStore } from './store.ts'

/** Front hands nothing under `/interno` on. */
export const CONSENT_FEED_PATH = '/interno/consentimentos'
const FOLLOWER = 'sistema2'

const whole = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const FeedQuery = z.strictObject({
  apos: whole.default(0),
  limite: whole.pipe(z.int().min(1).max(1_000)).default(500),
})

/**
 * The changes of consents in the order of their commits, for sistema2, which keeps a copy: a process of ours that looks
 * nobody up, so nothing is recorded here. Asking again from the same number gives the same, or newer states of it.
 */
export function consentFeedRoutes(options: { consents: ConsentStore; feedSecret: Redacted<string> }): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  routes.get('/', async (c) => {
    const basic = parseBasic(c.req.header('authorization'))
    if (basic?.id !== FOLLOWER || !sameSecret(basic.secret, options.feedSecret)) {
      throw new AppError('credencial_invalida', { reason: 'consent feed' })
    }
    const { apos, limite } = parseInput(FeedQuery, readQuery(new URL(c.req.url)))
    const changes = await options.consents.listChanges(apos, limite)
    const body: ConsentChangesOnWire = {
      itens: changes.map(({ number, institutionId, cpf, classes, validUntil, at }) => ({
        numero: number,
        instituicao: institutionId,
        cpf,
        classes: [...classes],
        vale_ate: validUntil?.toISOString() ?? null,
        em: at.toISOString(),
      })),
      ultimo: changes.at(-1)?.number ?? apos,
    }
    return c.json(body, 200, { 'Cache-Control': 'no-store' })
  })
  routes.all('/', methodNotAllowed(['GET', 'HEAD']))
  return routes
}
