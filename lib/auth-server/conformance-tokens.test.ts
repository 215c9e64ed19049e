import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose'
import { type Answer, type AuthServer, anAuthServer, ISSUER, SERVICES } from './test-bench.ts'

// Named after the modules of the OpenID Foundation's conformance suite and the sections of the RFCs that they test, as
// far as this server supports them: metadata, introspection, revocation.

let server: AuthServer
before(async () => {
  server = await anAuthServer()
})

const SCOPES = ['sistema1:consultar', 'sistema2:score', 'dividas:resumo', 'conta:ler', 'sistema3:consultar'] as const
const refusal = ({ status, body }: Answer) => [status, body.error]
const tokenIn = ({ status, body }: Answer) => {
  assert.equal(status, 200, JSON.stringify(body))
  return String(body.access_token)
}

describe('metadata (RFC 8414) and keys (RFC 7517)', () => {
  test('oauth-authorization-server: what is served, and nothing that isn’t', async () => {
    const { status, body, headers } = await server.send('/.well-known/oauth-authorization-server')
    assert.equal(status, 200)
    assert.match(headers.get('cache-control') ?? '', /max-age/)
    assert.equal(body.issuer, ISSUER)
    assert.deepEqual(body.grant_types_supported, [
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ])
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      assert.deepEqual(body[`${endpoint}_endpoint_auth_methods_supported`], ['client_secret_basic'])
      const { pathname } = new URL(String(body[`${endpoint}_endpoint`]))
      // Served: it asks for a credential.
      assert.equal((await server.send(pathname, { method: 'POST' })).status, 401)
    }
    const known = [
      'authorization_endpoint',
      'registration_endpoint',
      'userinfo_endpoint',
      'device_authorization_endpoint',
    ]
    for (const name of known) assert.equal(name in body, false)
    assert.deepEqual(body.response_types_supported, [])
    assert.ok((body.scopes_supported as string[]).every((scope) => !scope.startsWith('sistema3:')))
  })

  test('a client that follows the metadata verifies a token by itself', async () => {
    const { body } = await server.send('/.well-known/oauth-authorization-server')
    const fetchHere = async (url: string) => {
      const { status, headers, body: keys } = await server.send(new URL(url).pathname)
      return new Response(JSON.stringify(keys), { status, headers })
    }
    const keys = createRemoteJWKSet(new URL(String(body.jwks_uri)), { [customFetch]: fetchHere })
    const token = tokenIn(await server.token(server.addKey(SCOPES), { scope: 'conta:ler' }))
    const { payload } = await jwtVerify(token, keys, {
      issuer: ISSUER,
      audience: 'crivo',
      currentDate: server.clock.now(),
    })
    assert.equal(payload.scope, 'conta:ler')
  })
})

describe('introspection (RFC 7662)', () => {
  test('a token of one’s own: active, with what it says', async () => {
    const key = server.addKey(SCOPES)
    const token = tokenIn(await server.token(key, { scope: 'sistema2:score' }))
    const { status, body, headers } = await server.introspect(key, token)
    assert.equal(status, 200)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.deepEqual(body, { active: true, token_type: 'Bearer', ...decodeJwt(token) })
  })

  test('of another client, of another kind, altered, over: inactive, and not a word more', async () => {
    const [key, other] = [server.addKey(SCOPES), server.addKey(SCOPES)]
    const token = tokenIn(await server.token(key, { scope: 'sistema2:score' }))
    const [header, payload = '', signature] = token.split('.')
    const widened = Buffer.from(JSON.stringify({ ...decodeJwt(token), scope: 'sistema1:consultar' })).toString(
      'base64url',
    )
    for (const [who, text] of [
      [other, token],
      [key, `${header}.${widened}.${signature}`],
      [key, `${header}.${payload}.`],
      [key, `${token}x`],
      [key, 'nonsense'],
      [key, key.secret],
      [{ basic: SERVICES.sistema2 }, token],
    ] as const) {
      const answer = await server.introspect(who, text)
      assert.deepEqual([answer.status, answer.body], [200, { active: false }])
    }
    server.clock.advance({ seconds: 306 })
    assert.deepEqual((await server.introspect(key, token)).body, { active: false })
  })

  test('who isn’t a client learns nothing; a request without a token is told so', async () => {
    const key = server.addKey(SCOPES)
    const token = tokenIn(await server.token(key, { scope: 'sistema2:score' }))
    assert.deepEqual(refusal(await server.post('/oauth/introspect', undefined, { token })), [401, 'invalid_client'])
    assert.deepEqual(refusal(await server.post('/oauth/introspect', key.basic, {})), [400, 'invalid_request'])
    assert.deepEqual(refusal(await server.post('/oauth/introspect', key.basic, { token: [token, token] })), [
      400,
      'invalid_request',
    ])
  })
})

describe('revocation (RFC 7009)', () => {
  test('a revoked token is inactive, again and again; others of the key go on', async () => {
    const key = server.addKey(SCOPES)
    const [one, two] = [
      tokenIn(await server.token(key, { scope: 'sistema2:score' })),
      tokenIn(await server.token(key, { scope: 'sistema2:score' })),
    ]
    for (let times = 0; times < 2; times++) {
      const answer = await server.revoke(key, one)
      assert.deepEqual([answer.status, answer.body], [200, {}])
      assert.deepEqual((await server.introspect(key, one)).body, { active: false })
    }
    assert.equal((await server.introspect(key, two)).body.active, true)
  })

  test('another’s token and nonsense answer the same, and revoke nothing', async () => {
    const [key, other] = [server.addKey(SCOPES), server.addKey(SCOPES)]
    const token = tokenIn(await server.token(key, { scope: 'sistema2:score' }))
    const before = server.rows.denials.length
    for (const text of [token, 'nonsense', `${token}x`]) {
      const answer = await server.revoke(other, text)
      assert.deepEqual([answer.status, answer.body], [200, {}])
    }
    assert.equal(server.rows.denials.length, before)
    assert.equal((await server.introspect(key, token)).body.active, true)
  })

  test('a database that is away never says "revoked"', async () => {
    const key = server.addKey(SCOPES)
    const token = tokenIn(await server.token(key, { scope: 'sistema2:score' }))
    server.state.isAway = true
    for (const answer of [
      await server.revoke(key, token),
      await server.introspect(key, token),
      await server.token(key, { scope: 'conta:ler' }),
    ]) {
      assert.deepEqual(refusal(answer), [503, 'temporarily_unavailable'])
      assert.ok(answer.headers.get('retry-after'))
    }
    server.state.isAway = false
    assert.equal((await server.introspect(key, token)).body.active, true)
  })

  test('what a key got before it was suspended is inactive once it is back', async () => {
    const key = server.addKey(SCOPES)
    const token = tokenIn(await server.token(key, { scope: 'sistema2:score' }))
    const now = server.clock.now()
    const expiresAt = new Date(now.getTime() + 330_000)
    server.rows.denials.push({ kind: 'key', subject: key.id, deniedAt: now, expiresAt })
    assert.deepEqual((await server.introspect(key, token)).body, { active: false })
    server.clock.advance({ seconds: 6 })
    const fresh = tokenIn(await server.token(key, { scope: 'sistema2:score' }))
    assert.equal((await server.introspect(key, fresh)).body.active, true)
  })
})
