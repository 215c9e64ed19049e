import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAccessKey } from '#lib/access/access-key.ts'
import { formatBasic } from '#lib/access/basic.ts'
import { type Ask, ask, expectProblem, keys, people } from './client.ts'

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (header: unknown, payload: unknown, signature = 'AAAA') => `${b64(header)}.${b64(payload)}.${signature}`

const now = Math.floor(Date.now() / 1_000)
const CLAIMS = {
  iss: 'http://localhost:3000',
  aud: 'sistema1',
  sub: 'x',
  iat: now,
  exp: now + 300,
  jti: 'j'.repeat(16),
}

describe('sistema1 and 2 take access tokens and nothing else', () => {
  const attempts: [string, Ask][] = [
    ['nothing', {}],
    ['a good key instead of a token', { key: keys.complete }],
    ['another institution’s key', { key: keys.boreal }],
    ['an unsigned token', { bearer: jwt({ alg: 'none', typ: 'at+jwt' }, CLAIMS, '') }],
    ['a symmetric token', { bearer: jwt({ alg: 'HS256', typ: 'at+jwt' }, CLAIMS) }],
    ['a token with its own key', { bearer: jwt({ alg: 'PS256', typ: 'at+jwt', jku: 'https://evil.example' }, CLAIMS) }],
    ['no token', { bearer: 'abc' }],
    ['a portal statement', { headers: { membro: jwt({ alg: 'EdDSA', typ: 'statement+jwt' }, CLAIMS) } }],
  ]
  for (const system of ['sistema1', 'sistema2']) {
    for (const [what, how] of attempts) {
      test(`${system} answers ${what} with 401 and the challenge`, async () => {
        for (const answer of [
          await ask(`/v1/${system}/${people.plain}`, how),
          await ask(`/v1/${system}/consultas`, { ...how, json: { cpf: people.plain } }),
        ]) {
          expectProblem(answer, 401, 'credencial_invalida')
          assert.match(String(answer.headers['www-authenticate']), /^Bearer\b/)
        }
      })
    }
  }
})

describe('sistema3’s Basic door', () => {
  const stranger = createAccessKey('live')

  test('answers every wrong credential alike', async () => {
    const { id, secret } = keys.complete
    const wrong = [
      undefined,
      formatBasic(id, createAccessKey('live').secret),
      formatBasic(id, `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`),
      formatBasic(id, keys.free.secret),
      formatBasic(stranger.id, stranger.secret),
      formatBasic(id, ''),
      formatBasic(secret, id),
      `Basic ${'A'.repeat(2_000)}`,
      'Basic !!!',
      'Basic',
      `Bearer ${secret}`,
      formatBasic(id, secret).replace('Basic', 'Digest'),
    ]
    const bodies = new Set<string>()
    for (const authorization of wrong) {
      const answer = await ask(`/v1/sistema3/${people.plain}`, authorization ? { headers: { authorization } } : {})
      const problem = expectProblem(answer, 401, 'credencial_invalida')
      assert.match(String(answer.headers['www-authenticate']), /^Basic\b/)
      bodies.add(JSON.stringify({ ...problem, requisicao: '' }))
    }
    assert.equal(bodies.size, 1)
  })

  test('takes one Authorization header, not the best of two', async () => {
    const good = formatBasic(keys.complete.id, keys.complete.secret)
    const bad = formatBasic(stranger.id, stranger.secret)
    for (const authorization of [
      [good, bad],
      [bad, good],
      [good, good],
    ]) {
      const answer = await ask(`/v1/sistema3/${people.plain}`, { headers: { authorization } })
      expectProblem(answer, 401, 'credencial_invalida')
    }
  })

  test('believes no statement of a member beside a partner’s key', async () => {
    const headers = { membro: jwt({ alg: 'none', typ: 'statement+jwt' }, { email: 'ana@aurora.example' }, '') }
    await ask(`/v1/sistema3/${people.no_score}`, { key: keys.complete, headers })
    const answer = await ask(`/v1/sistema3/${people.no_score}`, { key: keys.complete })
    assert.ok(!answer.text.includes('ana@aurora.example'))
  })
})

describe('what belongs nowhere in an address', () => {
  test('a secret in the URL is told before the credential, everywhere', async () => {
    const { secret } = keys.complete
    for (const path of [
      `/v1/sistema3/${secret}`,
      `/v1/sistema3/${people.plain}?chave=${secret}`,
      `/v1/sistema1/${people.plain}?x=${secret.replaceAll('_', '%5f')}`,
      `/v1/sistema2/${people.plain}?token=${jwt({ alg: 'PS256', typ: 'at+jwt' }, CLAIMS)}`,
      `/v1/unknown/${secret}`,
    ]) {
      const answer = await ask(path)
      expectProblem(answer, 400, 'credencial_em_lugar_inseguro')
      assert.ok(!answer.text.includes(secret))
    }
  })

  test('a card number in path, query or header is told after the credential', async () => {
    for (const card of ['4111111111111111', '5555555555554444', '6362970000457013', '4111 1111 1111 1111']) {
      const path = `/v1/sistema3/${encodeURIComponent(card)}`
      expectProblem(await ask(path, { key: keys.complete }), 400, 'cartao_em_lugar_inseguro')
      expectProblem(await ask(path), 401, 'credencial_invalida')
      const query = `/v1/sistema3/${people.plain}?x=${encodeURIComponent(card)}`
      expectProblem(await ask(query, { key: keys.complete }), 400, 'cartao_em_lugar_inseguro')
      const headers = { relacao: card }
      const inHeader = await ask(`/v1/sistema3/${people.plain}`, { key: keys.complete, headers })
      expectProblem(inHeader, 400, 'cartao_em_lugar_inseguro')
    }
  })
})
