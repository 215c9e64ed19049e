import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { createAccessKey } from '#lib/access/access-key.ts'
import { formatBasic } from '#lib/access/basic.ts'
import { KeyClaims } from '#lib/access/key-claims.ts'
import { type Answer, type AuthServer, anAuthServer, ISSUER, PEER, SERVICES } from './test-bench.ts'

// Named after the modules of the OpenID Foundation's conformance suite and the sections of the RFCs that they test, as
// far as this server supports them: client_credentials, resources, metadata, introspection, revocation.

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

describe('client credentials (RFC 6749 §4.4)', () => {
  test('oauth2-client-credentials: a token of the key, as the contract shows it', async () => {
    const key = server.addKey(SCOPES)
    const answer = await server.token(key, { scope: 'sistema2:score dividas:resumo' })
    const token = tokenIn(answer)
    const { access_token: _, ...rest } = answer.body
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 300, scope: 'sistema2:score dividas:resumo' })
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
    const kid = server.keys.signer().kid
    assert.deepEqual(decodeProtectedHeader(token), { alg: 'PS256', typ: 'at+jwt', kid })
    const { jti, ...claims } = decodeJwt(token)
    const iat = server.clock.now().getTime() / 1_000
    assert.match(String(jti), /^[\w-]{21,}$/)
    assert.deepEqual(claims, {
      iss: ISSUER,
      aud: 'sistema2',
      sub: key.id,
      client_id: key.id,
      scope: 'sistema2:score dividas:resumo',
      instituicao: key.row.institutionId,
      finalidades: [...key.row.purposes],
      ambiente: 'live',
      nivel: key.row.tier,
      segredo: key.secret.slice(-4),
      iat,
      exp: iat + 300,
    })
    KeyClaims.parse({ ...claims, jti })
  })

  test('two tokens are never the same', async () => {
    const key = server.addKey(SCOPES)
    const jtis = await Promise.all(
      [1, 2, 3].map(async () => decodeJwt(tokenIn(await server.token(key, { scope: 'conta:ler' }))).jti),
    )
    assert.equal(new Set(jtis).size, 3)
  })

  test('no refresh token, no id token', async () => {
    const { body } = await server.token(server.addKey(SCOPES), { scope: 'conta:ler' })
    assert.deepEqual(Object.keys(body).toSorted(), ['access_token', 'expires_in', 'scope', 'token_type'])
  })

  test('a token never outlives its key', async () => {
    const expiresAt = new Date(server.clock.now().getTime() + 42_500)
    const answer = await server.token(server.addKey(SCOPES, { expiresAt }), { scope: 'conta:ler' })
    const { iat = 0, exp = 0 } = decodeJwt(tokenIn(answer))
    assert.deepEqual([answer.body.expires_in, exp - iat], [42, 42])
  })
})

describe('client authentication (RFC 6749 §2.3.1, §5.2)', () => {
  test('invalid-client: every wrong credential is told alike', async () => {
    const key = server.addKey(SCOPES)
    const other = server.addKey(SCOPES)
    const stranger = createAccessKey('live')
    const bodies = new Set<string>()
    for (const authorization of [
      undefined,
      'Basic',
      'Basic !!',
      `Bearer ${key.secret}`,
      key.basic.replace('Basic', 'Digest'),
      formatBasic(key.id, ''),
      formatBasic(key.id, other.secret),
      formatBasic(key.id, createAccessKey('live').secret),
      formatBasic(key.id, 'compared elsewhere'),
      formatBasic(key.id, `${key.secret} `),
      formatBasic(key.id.toLowerCase(), key.secret),
      formatBasic(stranger.id, stranger.secret),
      formatBasic('__proto__', 'constructor'),
      formatBasic(key.secret, key.id),
    ]) {
      const form = { grant_type: 'client_credentials', scope: 'conta:ler' }
      const answer = await server.post('/oauth/token', authorization, form)
      assert.deepEqual(refusal(answer), [401, 'invalid_client'], authorization)
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic realm=/)
      bodies.add(JSON.stringify(answer.body))
    }
    assert.equal(bodies.size, 1)
  })

  test('one mechanism only: no secret or assertion in the body, nothing in the URL', async () => {
    const key = server.addKey(SCOPES)
    for (const extra of [
      { client_secret: key.secret },
      { client_id: key.id, client_secret: key.secret },
      { client_assertion: 'a.b.c', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' },
    ]) {
      assert.deepEqual(refusal(await server.token(key, { scope: 'conta:ler', ...extra })), [400, 'invalid_request'])
    }
    const post = { grant_type: 'client_credentials', client_id: key.id, client_secret: key.secret, scope: 'conta:ler' }
    assert.deepEqual(refusal(await server.post('/oauth/token', undefined, post)), [401, 'invalid_client'])
    const inUrl = await server.post(`/oauth/token?client_secret=${key.secret}`, key.basic, {
      grant_type: 'client_credentials',
    })
    assert.deepEqual(refusal(inUrl), [400, 'invalid_request'])
    assert.ok(!server.lines.join('').includes(key.secret))
    assert.equal((await server.token(key, { scope: 'conta:ler', client_id: key.id })).status, 200)
    const mismatch = await server.token(key, { scope: 'conta:ler', client_id: server.addKey(SCOPES).id })
    assert.deepEqual(refusal(mismatch), [400, 'invalid_request'])
  })

  test('two live secrets, and a key that is gone a moment later', async () => {
    const key = server.addKey(SCOPES)
    const second = createAccessKey('live').secret
    server.rows.keys.set(key.id, { ...key.row, secretDigests: [...key.row.secretDigests, server.digestOf(second)] })
    for (const secret of [key.secret, second]) {
      assert.equal((await server.token({ basic: formatBasic(key.id, secret) }, { scope: 'conta:ler' })).status, 200)
    }
    server.rows.keys.set(key.id, { ...key.row, secretDigests: [server.digestOf(second)] })
    assert.deepEqual(refusal(await server.token(key, { scope: 'conta:ler' })), [401, 'invalid_client'])
    server.rows.keys.delete(key.id)
    const gone = await server.token({ basic: formatBasic(key.id, second) }, { scope: 'conta:ler' })
    assert.deepEqual(refusal(gone), [401, 'invalid_client'])
  })

  test('the allow-list holds at every endpoint, for good credentials only', async () => {
    const key = server.addKey(SCOPES, { ips: ['198.51.100.0/24', '2001:db8::/32'] })
    const token = tokenIn(await server.token(key, { scope: 'conta:ler' }, '198.51.100.9'))
    assert.deepEqual(decodeJwt(token).enderecos, ['198.51.100.0/24', '2001:db8::/32'])
    assert.equal((await server.token(key, { scope: 'conta:ler' }, '2001:db8::1')).status, 200)
    for (const answer of [
      await server.token(key, { scope: 'conta:ler' }, PEER),
      await server.introspect(key, token),
      await server.revoke(key, token),
    ]) {
      assert.deepEqual(refusal(answer), [400, 'unauthorized_client'])
    }
    const wrong = { basic: formatBasic(key.id, createAccessKey('live').secret) }
    assert.deepEqual(refusal(await server.token(wrong, {}, PEER)), [401, 'invalid_client'])
  })
})

describe('grant types', () => {
  test('a key gets tokens by client_credentials and in no other way', async () => {
    const key = server.addKey(SCOPES)
    const ask = (form: Record<string, string>) => server.post('/oauth/token', key.basic, form)
    assert.deepEqual(refusal(await ask({})), [400, 'invalid_request'])
    for (const grant of [
      'password',
      'authorization_code',
      'implicit',
      'refresh_token',
      'urn:x',
      'client_credentials ',
    ]) {
      const form = { grant_type: grant, username: 'a', password: 'b', code: 'c', refresh_token: 'd' }
      assert.deepEqual(refusal(await ask(form)), [400, 'unsupported_grant_type'], grant)
    }
    const exchange = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: 'x' }
    assert.deepEqual(refusal(await ask(exchange)), [400, 'unauthorized_client'])
  })

  test('our own services get none for themselves', async () => {
    for (const basic of Object.values(SERVICES)) {
      assert.deepEqual(refusal(await server.token({ basic }, { scope: 'conta:ler' })), [400, 'unauthorized_client'])
    }
  })

  test('endpoints that other servers have are not there', async () => {
    for (const path of ['/oauth/authorize', '/auth', '/me', '/oauth/userinfo', '/oauth/register', '/reg', '/request']) {
      for (const method of ['GET', 'POST']) assert.equal((await server.send(path, { method })).status, 404, path)
    }
    for (const path of ['/.well-known/openid-configuration', '/jwks', '/token', '/session/end', '/interaction/x']) {
      assert.equal((await server.send(path)).status, 404, path)
    }
  })
})

describe('scope and resource (RFC 6749 §3.3, RFC 8707)', () => {
  const cases: [string, Record<string, string | string[]>, [number, string] | { aud: string; scope: string }][] = [
    ['scope alone', { scope: 'sistema1:consultar' }, { aud: 'sistema1', scope: 'sistema1:consultar' }],
    ['a scope twice', { scope: 'conta:ler conta:ler' }, { aud: 'crivo', scope: 'conta:ler' }],
    [
      'a resource alone',
      { resource: 'urn:crivo:sistema2' },
      { aud: 'sistema2', scope: 'sistema2:score dividas:resumo' },
    ],
    ['both', { resource: 'urn:crivo:crivo', scope: 'conta:ler' }, { aud: 'crivo', scope: 'conta:ler' }],
    ['neither', {}, [400, 'invalid_target']],
    ['an empty scope', { scope: '' }, [400, 'invalid_target']],
    ['two audiences by scope', { scope: 'sistema1:consultar sistema2:score' }, [400, 'invalid_target']],
    ['two resources', { resource: ['urn:crivo:sistema1', 'urn:crivo:sistema2'] }, [400, 'invalid_target']],
    ['the same resource twice', { resource: ['urn:crivo:sistema1', 'urn:crivo:sistema1'] }, [400, 'invalid_target']],
    ['another resource’s scope', { resource: 'urn:crivo:sistema1', scope: 'sistema2:score' }, [400, 'invalid_target']],
    ['an unknown resource', { resource: 'urn:crivo:sistema9', scope: 'conta:ler' }, [400, 'invalid_target']],
    ['a resource by another name', { resource: 'sistema1', scope: 'sistema1:consultar' }, [400, 'invalid_target']],
    ['a resource of the prototype', { resource: 'urn:crivo:__proto__' }, [400, 'invalid_target']],
    ['a fragment', { resource: 'urn:crivo:sistema1#x', scope: 'sistema1:consultar' }, [400, 'invalid_target']],
    ['sistema3, which takes no tokens', { resource: 'urn:crivo:sistema3' }, [400, 'invalid_target']],
    ['a scope of sistema3', { scope: 'sistema3:consultar' }, [400, 'invalid_scope']],
    ['a scope the key lacks', { scope: 'sistema2:cadastro' }, [400, 'invalid_scope']],
    ['one it has and one it lacks', { scope: 'sistema2:score sistema2:cadastro' }, [400, 'invalid_scope']],
    ['an unknown scope beside a good one', { scope: 'sistema2:score openid' }, [400, 'invalid_scope']],
    ['an internal scope', { scope: 'sistema1:resumo' }, [400, 'invalid_scope']],
    ['a wildcard', { scope: '*' }, [400, 'invalid_scope']],
    ['a scope with a line break', { scope: 'conta:ler\nsistema1:consultar' }, [400, 'invalid_scope']],
    ['a scope parameter twice', { scope: ['conta:ler', 'sistema2:score'] }, [400, 'invalid_request']],
  ]
  for (const [name, form, expected] of cases) {
    test(name, async () => {
      const answer = await server.token(server.addKey(SCOPES), form)
      if (Array.isArray(expected)) assert.deepEqual(refusal(answer), expected)
      else {
        const { aud, scope } = decodeJwt(tokenIn(answer))
        assert.deepEqual({ aud, scope }, expected)
        assert.equal(answer.body.scope, expected.scope)
      }
    })
  }

  test('a key without any scope at a resource gets no empty token for it', async () => {
    const key = server.addKey(['conta:ler'])
    assert.deepEqual(refusal(await server.token(key, { resource: 'urn:crivo:sistema1' })), [400, 'invalid_scope'])
  })
})
