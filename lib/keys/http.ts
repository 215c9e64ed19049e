import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { SECRET_ANYWHERE } from '#lib/access/access-key.ts'
import { parseBasic } from '#lib/access/basic.ts'
import type { Admitted, BearerDoor } from '#lib/access/bearer-door.ts'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import { admitCounted, type CountedEnv, sayLimits, spendCall } from '#lib/access/counted-calls.ts'
import type { RateLimiter } from '#lib/access/rate-limit.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from '#lib/access/unsafe-places.ts'
import type { UsageMeter } from '#lib/access/usage-meter.ts'
import { type KeyCredential, type KeyTokens, requireKeyToken } from '#lib/gateway/index.ts'
import { methodNotAllowed } from '#lib/http/app.ts'
import { idempotencyKeyOf } from '#lib/http/idempotency-key.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { numberIn, PageQuery, readQuery, refuseQuery } from '#lib/http/read-query.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import { RotateKeyBody } from './schemas.ts'
import type { KeysServices } from './services.ts'
import { keyOnWire, newSecretOnWire } from './wire.ts'

/** What admits to the paths that front answers by itself. */
export type KeyDoor = {
  /** For tokens of `aud` crivo. */
  door: BearerDoor
  /** For keys by Basic: exchanged for a token, as at every door of ours that isn't sistema3's. */
  keyTokens: KeyTokens
  limiter: RateLimiter
}

export type KeysDoors = KeyDoor & { keys: KeysServices; usage: UsageMeter }

export type KeysEnv = CountedEnv & { Variables: CountedEnv['Variables'] & { admitted: Admitted } }

export const RevokeQuery = z.strictObject({ motivo: z.string().optional() })

/** `/v1/chaves`: by a token of `aud` crivo, or by the key itself. */
export function keysRoutes(doors: KeysDoors): Hono<KeysEnv> {
  const { keys } = doors
  const routes = new Hono<KeysEnv>()
  const signIn = signInByKeyOrToken(doors)
  routes.use(sayLimits)

  routes.get('/', signIn, async (c) => {
    const { limite, cursor } = parseInput(PageQuery, readQuery(new URL(c.req.url)))
    const input = { ...(limite === undefined ? {} : { limite: numberIn(limite) }), cursor }
    const { items, next, at } = await keys.listKeys(callOf(c), input)
    return answer(c, { itens: items.map((key) => keyOnWire(key, at)), proximo: next })
  })
  routes.post('/', signIn, async (c) => {
    refuseQuery(c.req.url)
    const body = await readOwnBody(c)
    return answer(c, newSecretOnWire(await keys.createKey(callOf(c), body, idempotencyKeyOf(c.req.raw.headers))), 201)
  })
  routes.all('/', methodNotAllowed(['GET', 'HEAD', 'POST', 'OPTIONS']))

  routes.post('/vazamentos', signIn, async (c) => {
    refuseQuery(c.req.url)
    const { received } = await keys.reportLeak(callOf(c), await readJsonBody(c.req.raw))
    return answer(c, { recebidos: received }, 202)
  })
  routes.all('/vazamentos', methodNotAllowed(['POST', 'OPTIONS']))

  routes.get('/:id', signIn, async (c) => {
    refuseQuery(c.req.url)
    const { key, at } = await keys.findKey(callOf(c), { id: c.req.param('id') })
    return answer(c, keyOnWire(key, at))
  })
  routes.delete('/:id', signIn, async (c) => {
    const query = parseInput(RevokeQuery, readQuery(new URL(c.req.url)))
    const { key, at } = await keys.revokeKey(callOf(c), { id: c.req.param('id'), ...query })
    return answer(c, keyOnWire(key, at))
  })
  routes.all('/:id', methodNotAllowed(['GET', 'HEAD', 'DELETE', 'OPTIONS']))

  const changes = { suspender: keys.suspendKey, retomar: keys.resumeKey }
  for (const [word, change] of Object.entries(changes)) {
    routes.post(`/:id/${word}`, signIn, async (c) => {
      refuseQuery(c.req.url)
      const { key, at } = await change(callOf(c), { id: c.req.param('id') })
      return answer(c, keyOnWire(key, at))
    })
  }
  routes.post('/:id/rotacionar', signIn, async (c) => {
    refuseQuery(c.req.url)
    const body = parseInput(RotateKeyBody, await readOwnBody(c))
    const input = { ...body, id: c.req.param('id') }
    return answer(c, newSecretOnWire(await keys.rotateKey(callOf(c), input, idempotencyKeyOf(c.req.raw.headers))))
  })
  for (const word of [...Object.keys(changes), 'rotacionar']) {
    routes.all(`/:id/${word}`, methodNotAllowed(['POST', 'OPTIONS']))
  }
  return routes
}

/** The contract's order: secret in the URL → credential and its addresses → limits → card number in the URL. */
export function signInByKeyOrToken({ door, keyTokens, limiter }: KeyDoor): MiddlewareHandler<KeysEnv> {
  return async (c, next) => {
    refuseSecretInUrl(c.req.url)
    const { admitted, counted } = await admitEither(c, { door, keyTokens, limiter })
    c.set('admitted', admitted)
    spendCall(c, limiter, counted)
    refuseCardNumberOutsideBody(c.req.url, c.req.raw.headers)
    await next()
  }
}

type Admission = Awaited<ReturnType<typeof admitCounted>>

async function admitEither(c: Context<KeysEnv>, { door, keyTokens, limiter }: KeyDoor): Promise<Admission> {
  const authorization = c.req.header('authorization')
  if (!/^basic\b/i.test(authorization ?? '')) return admitCounted(c, door, limiter)
  const credential = parseBasic(authorization)
  if (credential === null) throw new AppError('credencial_invalida', { reason: 'malformed Basic' })
  const byToken = (token: string) =>
    admitCounted(
      {
        req: { header: (name) => (name === 'authorization' ? `Bearer ${token}` : c.req.header(name)) },
        get: () => c.get('peer'),
        set: (key: 'rateHeaders' | 'usageSubject', value: never) => c.set(key, value),
      },
      door,
      limiter,
    )
  const first = await tokenFor(c, keyTokens, credential)
  try {
    return await byToken(first.token)
  } catch (error) {
    if (!AppError.is(error) || error.status !== 401) throw error
    // A kept token may have been denied while the key is good again, after a pause, say.
    keyTokens.forget(credential)
    if (first.isNew) throw new AppError('credencial_invalida', { reason: 'a token for this key was refused' })
    return byToken((await tokenFor(c, keyTokens, credential)).token)
  }
}

function tokenFor(c: Context<KeysEnv>, tokens: KeyTokens, credential: KeyCredential) {
  const from = { peer: c.get('peer'), requestId: c.get('requestId') }
  return requireKeyToken(tokens, credential, from, () => refuseCardNumberOutsideBody(c.req.url, c.req.raw.headers))
}

function callOf(c: Context<KeysEnv>) {
  return callOfRequest(c, c.get('admitted').actor)
}

/** A body that holds no secret of ours: only reports of leaks do. */
async function readOwnBody(c: Context<KeysEnv>): Promise<unknown> {
  const body = await readJsonBody(c.req.raw)
  if (SECRET_ANYWHERE.test(JSON.stringify(body))) throw new AppError('credencial_em_lugar_inseguro')
  return body
}

/** Terms of credentials, and sometimes a secret: never to be kept by anything on the way. */
function answer(c: Context<KeysEnv>, body: object, status: 200 | 201 | 202 = 200): Response {
  return c.json(body, status, { 'Cache-Control': 'no-store' })
}
