import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import { formatBasic } from '#lib/access/basic.ts'
import { readDemo } from '../fixtures/instance.ts'
import { type Answer, ask, expectProblem, keys, people, tokenFor } from './client.ts'

type Key = { id: string; secret: string }
const grant = readDemo().grant ?? ''

const oauth = (path: string, form: Record<string, string>, key?: Key) =>
  ask(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(key ? { authorization: formatBasic(key.id, key.secret) } : {}),
    },
    body: new URLSearchParams(form).toString(),
  })

/** Asserts an answer as RFC 6749 §5.2 has it, never a problem document. */
function expectOAuthError(answer: Answer, status: number, error: string): void {
  const body = answer.json as Record<string, unknown>
  assert.deepEqual([answer.status, body?.error], [status, error], answer.text)
  assert.match(String(answer.headers['content-type']), /^application\/json\b/)
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.deepEqual(Object.keys(body).toSorted(), ['error', 'error_description'])
}

describe('what a token is for', () => {
  test('its own scopes and its key’s own purposes', async () => {
    const scoreOnly = await tokenFor(keys.free, 'sistema2:score')
    const identify = await tokenFor(keys.complete, 'sistema2:identificar')
    expectProblem(await ask(`/v1/sistema2/${people.plain}`, { bearer: identify }), 403, 'escopo_insuficiente')
    const headers = { finalidade: 'risco_financeiro' }
    const refused = await ask(`/v1/sistema2/${people.plain}`, { bearer: scoreOnly, headers })
    expectProblem(refused, 403, 'finalidade_nao_permitida')
  })

  test('one token, one system', async () => {
    const forSistema1 = await tokenFor(keys.complete, 'sistema1:consultar')
    const forCrivo = await tokenFor(keys.complete, 'conta:ler')
    for (const bearer of [forSistema1, forCrivo]) {
      expectProblem(await ask(`/v1/sistema2/${people.plain}`, { bearer }), 401, 'credencial_invalida')
      expectProblem(await ask(`/v1/sistema3/${people.plain}`, { bearer }), 401, 'credencial_invalida')
    }
    expectProblem(await ask(`/v1/sistema1/${people.plain}`, { bearer: forCrivo }), 401, 'credencial_invalida')
  })
})

describe('the OAuth endpoints, from outside', () => {
  test('refusals are OAuth’s, by the name of their fault', async () => {
    const form = { grant_type: 'client_credentials' }
    const wrong = { id: keys.complete.id, secret: keys.free.secret }
    for (const path of ['/oauth/token', '/oauth/introspect', '/oauth/revoke']) {
      for (const key of [undefined, wrong]) {
        const answer = await oauth(path, { ...form, token: 'x' }, key)
        expectOAuthError(answer, 401, 'invalid_client')
        assert.match(String(answer.headers['www-authenticate']), /^Basic\b/)
      }
      expectOAuthError(await ask(path), 405, 'invalid_request')
      expectOAuthError(await oauth(`${path}?x=${keys.complete.secret}`, form, keys.complete), 400, 'invalid_request')
    }
    const asking = (scope: string) => oauth('/oauth/token', { ...form, scope }, keys.complete)
    expectOAuthError(await asking('sistema1:consultar sistema2:score'), 400, 'invalid_target')
    expectOAuthError(await asking('chaves:administrar'), 400, 'invalid_scope')
    expectOAuthError(await asking('sistema3:consultar'), 400, 'invalid_scope')
    expectOAuthError(await asking('sistema1:resumo'), 400, 'invalid_scope')
    expectOAuthError(
      await oauth('/oauth/token', { grant_type: 'password' }, keys.complete),
      400,
      'unsupported_grant_type',
    )
  })

  test('metadata and keys are there for everyone, with the public address', async () => {
    const metadata = (await ask('/.well-known/oauth-authorization-server')).json as Record<string, string>
    assert.equal(metadata.issuer, readDemo().url)
    assert.equal(metadata.token_endpoint, `${readDemo().url}/oauth/token`)
    const { keys: published } = (await ask('/.well-known/jwks.json')).json as { keys: Record<string, unknown>[] }
    assert.ok(published.every((key) => key.alg === 'PS256' && !('d' in key)))
  })

  test('a revoked token is inactive at once and refused by both systems within a second', async () => {
    const [one, two] = [
      await tokenFor(keys.complete, 'sistema1:consultar'),
      await tokenFor(keys.complete, 'sistema2:score'),
    ]
    const introspect = async (token: string, key: Key = keys.complete) =>
      (await oauth('/oauth/introspect', { token }, key)).json as Record<string, unknown>
    assert.partialDeepStrictEqual(await introspect(two), { active: true, sub: keys.complete.id, aud: 'sistema2' })
    assert.deepEqual(await introspect(two, keys.boreal), { active: false })
    await oauth('/oauth/revoke', { token: two }, keys.boreal)
    assert.equal((await introspect(two)).active, true)
    for (const token of [one, two]) {
      assert.equal((await oauth('/oauth/revoke', { token }, keys.complete)).status, 200)
      assert.deepEqual(await introspect(token), { active: false })
    }
    await wait(1_000)
    const headers = { concessao: grant }
    expectProblem(await ask(`/v1/sistema1/${people.indebted}`, { bearer: one, headers }), 401, 'credencial_invalida')
    expectProblem(await ask(`/v1/sistema2/${people.plain}`, { bearer: two }), 401, 'credencial_invalida')
    assert.equal(decodeJwt(one).sub, keys.complete.id)
  })
})
