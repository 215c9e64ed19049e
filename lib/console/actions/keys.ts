'use server'

import { z } from 'zod'
import { formatBasic } from '#lib/access/basic.ts'
import { KEY_SCOPES } from '#lib/access/permission-catalogue.ts'
import { CreateKeyBody, KeyIdInput, RevokeKeyInput, RotateKeyInput } from '#lib/keys/schemas.ts'
import { callOf } from '#lib/members/call-of.ts'
import { services } from '#lib/runtime/services.ts'
import { memberAction } from './define-action.ts'

const permission = 'chaves:administrar'

/** Makes a key; what it answers is the only time that its secret is shown. */
export const createKey = memberAction({
  permission,
  input: CreateKeyBody,
  async run(input, live, visitor) {
    const { key, secret } = await services().keys.createKey(callOf(live, visitor), input)
    return { id: key.id, secret: secret ?? '', scopes: [...key.scopes], pending: key.status === 'pendente' }
  },
})

export const rotateKey = memberAction({
  permission,
  input: RotateKeyInput,
  async run(input, live, visitor) {
    const { key, secret } = await services().keys.rotateKey(callOf(live, visitor), input)
    return { id: key.id, secret: secret ?? '', scopes: [...key.scopes], pending: key.status !== 'ativa' }
  },
})

export const revokeKey = memberAction({
  permission,
  input: RevokeKeyInput,
  async run(input, live, visitor) {
    await services().keys.revokeKey(callOf(live, visitor), input)
    return null
  },
})

export const suspendKey = memberAction({
  permission,
  input: KeyIdInput,
  async run(input, live, visitor) {
    await services().keys.suspendKey(callOf(live, visitor), input)
    return null
  },
})

export const resumeKey = memberAction({
  permission,
  input: KeyIdInput,
  async run(input, live, visitor) {
    await services().keys.resumeKey(callOf(live, visitor), input)
    return null
  },
})

export const approveKey = memberAction({
  permission,
  input: KeyIdInput,
  async run(input, live, visitor) {
    await services().keys.approveKey(callOf(live, visitor), input)
    return null
  },
})

export const refuseKey = memberAction({
  permission,
  input: KeyIdInput,
  async run(input, live, visitor) {
    await services().keys.refuseKey(callOf(live, visitor), input)
    return null
  },
})

const TryInput = z.strictObject({
  id: z.string().max(60),
  secret: z.string().max(60),
  door: z.enum(['token', 'sistema3']),
  scope: z.enum(KEY_SCOPES).optional(),
})

/**
 * A real call with a key that was just made, through the public door and from the member's own address: a token is asked
 * for, or sistema3 is asked for nobody, which a good key is told in so many words (400) and any other not at all (401).
 */
export const tryKey = memberAction({
  permission,
  input: TryInput,
  async run({ id, secret, door, scope = '' }, _live, { ip }) {
    const { publicApi, portal } = services()
    const path = door === 'token' ? '/oauth/token' : '/v1/sistema3/consultas'
    const headers = {
      authorization: formatBasic(id, secret),
      'content-type': door === 'token' ? 'application/x-www-form-urlencoded' : 'application/json',
    }
    const body = door === 'token' ? new URLSearchParams({ grant_type: 'client_credentials', scope }).toString() : '{}'
    const started = performance.now()
    const answer = await publicApi.fetch(new Request(portal.publicUrl + path, { method: 'POST', headers, body }), {
      peer: ip,
    })
    const ms = Math.round(performance.now() - started)
    const { status } = answer
    return { path, status, ms, accepted: status === (door === 'token' ? 200 : 400) }
  },
})
