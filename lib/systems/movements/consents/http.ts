import type { Context, Hono } from 'hono'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { methodNotAllowed } from '#lib/http/app.ts'
import { idempotencyKeyOf } from '#lib/http/idempotency-key.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { numberIn, PageQuery, readQuery, refuseQuery } from '#lib/http/read-query.ts'
import { maskCpf } from '#lib/identifiers/cpf.ts'
import type { Call } from '#lib/kernel/call.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { MovementAppOptions } from '../http.ts'
import { createKeyedRoutes, type KeyedEnv, meeterOf, personalJson } from '../keyed-routes.ts'
import { withoutRef } from '../read-target.ts'
import { statusOf } from './consent.ts'
import {
  type ConsentContext,
  type ConsentView,
  findConsent,
  listConsents,
  registerConsent,
  withdrawConsent,
} from './operations.ts'
import type { ConsentOnWire } from './schemas.ts'

/** `/v1/consentimentos`, by Basic or by a token of `aud` crivo. */
export function consentRoutes(options: MovementAppOptions): Hono<KeyedEnv> {
  const { limiter, refs } = options
  const routes = createKeyedRoutes(options, 'keys_and_tokens')

  routes.post('/', async (c) => {
    refuseQuery(c.req.url)
    const body = await readJsonBody(c.req.raw)
    const view = await registerConsent(...given(c, withoutRef(body, c.get('caller').actor, refs)))
    return personalJson(c, consentOnWire(view), 201)
  })
  routes.get('/', async (c) => {
    const { limite, cursor } = parseInput(PageQuery, readQuery(new URL(c.req.url)))
    const { items, next } = await listConsents(...given(c, { limite: numberIn(limite), cursor }))
    return personalJson(c, { itens: items.map(consentOnWire), proximo: next })
  })
  routes.all('/', methodNotAllowed(['GET', 'HEAD', 'POST']))
  routes.get('/:id', (c) => one(c, findConsent))
  routes.delete('/:id', (c) => one(c, withdrawConsent))
  routes.all('/:id', methodNotAllowed(['GET', 'HEAD', 'DELETE']))

  async function one(c: Context<KeyedEnv, '/:id'>, operation: typeof findConsent): Promise<Response> {
    refuseQuery(c.req.url)
    return personalJson(c, consentOnWire(await operation(...given(c, { id: c.req.param('id') }))))
  }

  function given(c: Context<KeyedEnv>, input: unknown): [ConsentContext, Call<Permission>, unknown] {
    const { ledger, cursors, clock, newId, logger } = options.context
    const own = {
      consents: options.consents,
      idempotencyKey: idempotencyKeyOf(c.req.raw.headers),
      meetPerson: meeterOf(c, limiter),
    }
    return [{ ledger, cursors, clock, newId, logger, refs, ...own }, callOfRequest(c, c.get('caller').actor), input]
  }
  return routes
}

function consentOnWire({ consent, ref, identified, at }: ConsentView): ConsentOnWire {
  return {
    id: consent.id,
    ref,
    cpf: identified ? consent.cpf : maskCpf(consent.cpf),
    instituicao: consent.institutionId,
    classes: [...consent.classes],
    evidencia: consent.evidence,
    situacao: statusOf(consent, at),
    concedido_em: consent.grantedAt.toISOString(),
    expira_em: consent.expiresAt.toISOString(),
    encerrado_em: consent.ended?.at.toISOString() ?? null,
    substitui: consent.replaces,
    registrado_por: consent.registeredBy,
  }
}
