import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { errors, Provider } from 'oidc-provider'
import { formatBasic } from '#lib/access/basic.ts'
import { createEngine } from './engine.ts'
import { anAuthServer, newSigningKey, PEER, SERVICES } from './test-bench.ts'

// oidc-provider as it is by itself, in each point in which `engine.ts` departs from it or leans on how it works inside.
// A test that fails here after an update says that the override of the same name has to be looked at again.

const BASIC = formatBasic('partner', 'a secret in plain text')
/** Names of models that the library stored something of. */
const stored: string[] = []
let origin: string
let listener: Server

before(async () => {
  const { privateJwk } = await newSigningKey()
  listener = createServer()
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  // A TCP listener's address is never a string.
  origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  const off = { enabled: false }
  const provider = new Provider('https://issuer.example', {
    adapter: (name: string) => ({
      upsert: async () => void stored.push(name),
      find: async () => undefined,
      findByUserCode: async () => undefined,
      findByUid: async () => undefined,
      consume: async () => undefined,
      destroy: async () => undefined,
      revokeByGrantId: async () => undefined,
    }),
    // The library's type wants every member of a private key spelt out; jose's export has them.
    jwks: { keys: [privateJwk as never] },
    clientAuthMethods: ['client_secret_basic'],
    clientDefaults: { id_token_signed_response_alg: 'PS256' },
    enabledJWA: { idTokenSigningAlgValues: ['PS256'] },
    cookies: { keys: ['k'] },
    ttl: { ClientCredentials: 60 },
    clients: [
      {
        client_id: 'partner',
        client_secret: 'a secret in plain text',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      devInteractions: off,
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:x:one',
        getResourceServerInfo: () => ({
          scope: 'known:scope',
          accessTokenFormat: 'jwt' as const,
          jwt: { sign: { alg: 'PS256' as const } },
        }),
      },
    },
  })
  provider.registerGrantType('urn:x:other', async () => undefined)
  listener.on('request', provider.callback())
})
after(async () => {
  listener.close()
  listener.closeAllConnections()
})

async function post(path: string, form: Record<string, string>, authorization: string | undefined = BASIC) {
  const headers = authorization === '' ? {} : { authorization: authorization ?? BASIC }
  const response = await fetch(origin + path, { method: 'POST', headers, body: new URLSearchParams(form) })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, string> }
}
const tokenFor = (form: Record<string, string>) => post('/token', { grant_type: 'client_credentials', ...form })
const refusal = ({ status, body }: Awaited<ReturnType<typeof post>>) => [status, body.error, body.error_description]

test('the version is pinned: exactly this one, here and where it is installed', () => {
  const read = (path: string) =>
    JSON.parse(readFileSync(path, 'utf8')) as { version: string; dependencies: Record<string, string> }
  assert.equal(read('package.json').dependencies['oidc-provider'], '9.13.3')
  assert.equal(read('node_modules/oidc-provider/package.json').version, '9.13.3')
})

describe('what the library does by itself', () => {
  test('compareClientSecret: is asked with the secret alone, and compares one in plain text', async () => {
    assert.equal((await tokenFor({ scope: 'known:scope' })).status, 200)
    assert.deepEqual(refusal(await post('/token', {}, formatBasic('partner', 'another'))).slice(0, 2), [
      401,
      'invalid_client',
    ])
  })

  test('scopesFor, audienceOfScopes: unknown scopes are dropped silently, a resource’s not checked against the client', async () => {
    const { status, body } = await tokenFor({ scope: 'known:scope unknown:scope' })
    assert.deepEqual([status, body.scope], [200, 'known:scope'])
    assert.deepEqual((await tokenFor({ scope: 'unknown:scope' })).body.scope, undefined)
  })

  test('answerAboutToken: JWTs are neither introspected nor revoked, which is said after client authentication', async () => {
    const { body } = await tokenFor({ scope: 'known:scope' })
    for (const path of ['/token/introspection', '/token/revocation']) {
      const token = body.access_token ?? ''
      assert.deepEqual(refusal(await post(path, { token })).slice(0, 2), [400, 'unsupported_token_type'])
      const wrong = await post(path, { token }, formatBasic('partner', 'another'))
      assert.deepEqual(refusal(wrong).slice(0, 2), [401, 'invalid_client'])
    }
  })

  test('credentialOf: a client that doesn’t authenticate is a bad request, not invalid_client', async () => {
    assert.deepEqual(refusal(await post('/token', { grant_type: 'client_credentials' }, '')), [
      400,
      'invalid_request',
      'no client authentication mechanism provided',
    ])
  })

  test('failureOf: a grant that isn’t the client’s is a bad request, in these words', async () => {
    const expected = [400, 'invalid_request', 'requested grant type is not allowed for this client']
    assert.deepEqual(refusal(await post('/token', { grant_type: 'urn:x:other' })), expected)
  })

  test('readForm: a secret in the body beside a good header is passed over', async () => {
    assert.equal((await tokenFor({ scope: 'known:scope', client_secret: 'x' })).status, 200)
  })

  test('metadataOf: names an authorization endpoint that isn’t served, by the request’s host', async () => {
    const metadata = (await (await fetch(`${origin}/.well-known/oauth-authorization-server`)).json()) as Record<
      string,
      string
    >
    assert.ok(metadata.authorization_endpoint)
    assert.ok(metadata.token_endpoint?.startsWith(origin))
    assert.equal(metadata.issuer, 'https://issuer.example')
  })

  test('answer: opens the token endpoint to pages of other origins', async () => {
    assert.equal((await tokenFor({ scope: 'known:scope' })).headers.get('access-control-allow-origin'), '*')
  })

  test('createEngineAdapter: nothing of a JWT is stored', () => {
    assert.deepEqual(stored, [])
  })

  test('asLibraryError: an error of one’s own keeps its code and words, as 400', () => {
    const { statusCode, expose, message, error_description } = new errors.CustomOIDCProviderError(
      'invalid_target',
      'words',
    )
    assert.deepEqual([statusCode, expose, message, error_description], [400, true, 'invalid_target', 'words'])
  })
})

describe('the engine', () => {
  const call = (id: string, secret: string) => ({
    endpoint: 'token' as const,
    credential: { id, secret },
    form: new URLSearchParams({ grant_type: 'client_credentials', scope: 'conta:ler' }),
    peer: PEER,
  })

  test('calls at the same time don’t see each other’s clients', async () => {
    const server = await anAuthServer()
    const engine = createEngine(server.context)
    const keys = Array.from({ length: 20 }, () => server.addKey(['conta:ler']))
    const answers = await Promise.all(keys.map(({ id, secret }) => engine(call(id, secret))))
    const subjects = answers.map(({ body }) => decodeJwt((body as { access_token: string }).access_token).sub)
    assert.deepEqual(
      subjects,
      keys.map(({ id }) => id),
    )
  })

  test('a fault of ours is an error of the server, and its cause is kept for the log', async () => {
    const server = await anAuthServer()
    const key = server.addKey(['conta:ler'])
    const fault = new TypeError('a fault')
    const clients = { ...server.context.clients, matches: () => assert.fail(fault) }
    const { status, failure } = await createEngine({ ...server.context, clients })(call(key.id, key.secret))
    assert.deepEqual([status, failure], [500, fault])
  })
})

describe('rotation of the signing key', () => {
  test('two keys are published, then the new one signs; the old one stays until its last token is over', async () => {
    const server = await anAuthServer()
    const key = server.addKey(['conta:ler'])
    const published = async () =>
      ((await server.send('/.well-known/jwks.json')).body.keys as { kid: string }[]).map(({ kid }) => kid)
    const issue = async () => {
      const { status, body } = await server.token(key, { scope: 'conta:ler' })
      assert.equal(status, 200)
      return String(body.access_token)
    }
    const kidOf = (token: string) => decodeProtectedHeader(token).kid
    const [old] = await published()
    const before = await issue()
    assert.equal(kidOf(before), old)

    const next = await newSigningKey()
    server.keys.adopt([next])
    // Verifiers get to know it before they meet it.
    assert.deepEqual(new Set(await published()), new Set([old, next.kid]))
    assert.equal(kidOf(await issue()), old)
    server.clock.advance({ seconds: 10 })
    server.keys.adopt([next])
    const fresh = await issue()
    assert.equal(kidOf(fresh), next.kid)
    assert.deepEqual(await published(), [next.kid, old])
    // Both are good here too, and the exchange signs with the new one as well.
    for (const token of [before, fresh]) assert.equal((await server.introspect(key, token)).body.active, true)

    server.clock.advance({ seconds: 295 })
    assert.equal((await published()).length, 2)
    server.clock.advance({ seconds: 30 })
    assert.deepEqual(await published(), [next.kid])
    assert.equal(kidOf(await issue()), next.kid)
  })

  test('an old key that stays in the file stays published; going back is a rotation like any other', async () => {
    const server = await anAuthServer()
    const first = server.keys.signer()
    const second = await newSigningKey()
    server.keys.adopt([second, first])
    server.clock.advance({ minutes: 60 })
    assert.equal(server.keys.signer().kid, second.kid)
    assert.equal(server.keys.published().length, 2)
    server.keys.adopt([first, second])
    assert.equal(server.keys.signer().kid, first.kid)
    assert.throws(() => server.keys.adopt([]), /there must be a signing key/)
    assert.equal(server.keys.signer().kid, first.kid)
  })
})

describe('attempts', () => {
  test('too many calls of one key at one address are told 429 with the seconds to wait; nobody else is', async () => {
    const server = await anAuthServer({ address: 50, clientAtAddress: 3, failures: 2 })
    const [key, other] = [server.addKey(['conta:ler']), server.addKey(['conta:ler'])]
    for (let n = 0; n < 3; n++) assert.equal((await server.token(key, { scope: 'conta:ler' })).status, 200)
    const answer = await server.token(key, { scope: 'conta:ler' })
    assert.deepEqual([answer.status, answer.body.error], [429, 'slow_down'])
    assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d?$/)
    assert.equal((await server.token(other, { scope: 'conta:ler' })).status, 200)
    assert.equal((await server.token(key, { scope: 'conta:ler' }, '198.51.100.1')).status, 200)
  })

  test('an address that tries many ids is told 429', async () => {
    const server = await anAuthServer({ address: 5, clientAtAddress: 3, failures: 2 })
    const statuses: number[] = []
    for (let n = 0; n < 6; n++) {
      statuses.push((await server.token({ basic: formatBasic(`crk_live_${n}`, 'x') }, {})).status)
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429])
  })

  test('an IPv6 customer counts as one, whichever of its addresses it calls from', async () => {
    const server = await anAuthServer({ address: 2, clientAtAddress: 2, failures: 2 })
    const statusFrom = async (peer: string) =>
      (await server.token({ basic: formatBasic('crk_live_x', 'x') }, {}, peer)).status
    assert.equal(await statusFrom('2001:db8:1:2::1'), 401)
    assert.equal(await statusFrom('2001:db8:1:2:ffff::1'), 401)
    assert.equal(await statusFrom('2001:db8:1:2:3:4:5:6'), 429)
    assert.equal(await statusFrom('2001:db8:1:3::1'), 401)
  })

  test('only wrong secrets of our own services are limited: they never shut out the service itself', async () => {
    const server = await anAuthServer({ address: 1, clientAtAddress: 1, failures: 2 })
    const { portal } = SERVICES
    for (let n = 0; n < 5; n++) assert.equal((await server.token({ basic: portal }, {})).status, 400)
    const wrong = { basic: formatBasic('portal', 'wrong') }
    assert.deepEqual(
      [await server.token(wrong), await server.token(wrong), await server.token(wrong)].map(({ status }) => status),
      [401, 401, 429],
    )
    assert.equal((await server.token({ basic: portal }, {})).status, 400)
    assert.equal((await server.token({ basic: SERVICES.sistema2 }, {})).status, 400)
  })
})
