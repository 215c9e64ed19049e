import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { beforeEach, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { formatBasic } from '#lib/access/basic.ts'
import { MemberClaims } from '#lib/access/member-claims.ts'
import type { Role } from '#lib/access/roles.ts'
import { verifyToken } from '#lib/access/token.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { createSigningKey } from './signing-key.ts'
import type { Subject } from './store.ts'
import { anAuthServer, ISSUER, SERVICES } from './test-bench.ts'

const server = await anAuthServer()
const { clock, keys } = server
const { sessions } = server.rows
const { portal: PORTAL, sistema2: SISTEMA2 } = SERVICES
const SESSION = 'urn:crivo:token-type:session'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

beforeEach(() => {
  server.state.isAway = false
  clock.set('2026-07-01T12:00:00.000Z')
})

function openSession(role: Role, endsInSeconds = 43_200): Subject {
  const subject: Subject = {
    sessionId: randomId('session'),
    memberId: randomId('member'),
    institutionId: randomId('institution'),
    email: 'ana@aurora.example',
    role,
    purposes: ['analise_de_credito'],
    sessionEndsAt: new Date(clock.now().getTime() + endsInSeconds * 1_000),
  }
  sessions.set(subject.sessionId, subject)
  return subject
}

type Form = Record<string, string | undefined>

async function ask(authorization: string | undefined, changes: Form) {
  const form: Form = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', ...changes }
  const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return send(authorization, new URLSearchParams(given).toString())
}

async function send(authorization: string | undefined, body: string, type = 'application/x-www-form-urlencoded') {
  const headers = { 'content-type': type, ...(authorization ? { authorization } : {}) }
  const response = await server.app.request('/oauth/token', { method: 'POST', headers, body })
  return { response, body: (await response.json()) as Record<string, string> }
}

const forSession = (subject: Subject, changes: Form = {}) =>
  ask(PORTAL, {
    subject_token: subject.sessionId,
    subject_token_type: SESSION,
    resource: 'urn:crivo:sistema2',
    ...changes,
  })
const forToken = (token: string | undefined, changes: Form = {}) =>
  ask(SISTEMA2, { subject_token: token, subject_token_type: ACCESS_TOKEN, resource: 'urn:crivo:sistema1', ...changes })

test('a live session becomes a token that names the member, for one system and five minutes', async () => {
  const subject = openSession('analyst')
  const { response, body } = await forSession(subject)
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.deepEqual([body.token_type, body.issued_token_type, body.expires_in], ['Bearer', ACCESS_TOKEN, 300])
  assert.equal(body.scope, 'sistema2:score sistema2:cadastro sistema2:listar dividas:resumo')
  const token = body.access_token ?? ''
  assert.deepEqual(decodeProtectedHeader(token), { alg: 'PS256', typ: 'at+jwt', kid: keys.signer().kid })
  const expected = {
    issuer: ISSUER,
    audience: 'sistema2',
    algorithm: 'PS256',
    type: 'at+jwt',
    maxSeconds: 300,
    clock,
  } as const
  const payload = await verifyToken(token, keys.getKey, expected)
  const claims = MemberClaims.parse(payload)
  assert.deepEqual(
    [claims.sub, claims.email, claims.instituicao, claims.papel, claims.sessao, claims.finalidades],
    [subject.memberId, subject.email, subject.institutionId, 'analyst', subject.sessionId, ['analise_de_credito']],
  )
  assert.equal(payload.client_id, 'portal')
  assert.equal('act' in payload, false)
})

test('a narrower scope is given as asked; a wider one is refused, never cut in silence', async () => {
  const subject = openSession('analyst')
  assert.equal((await forSession(subject, { scope: 'sistema2:score' })).body.scope, 'sistema2:score')
  for (const scope of ['sistema2:score sistema2:identificar', 'sistema1:consultar', 'sistema1:resumo', 'admin', '*']) {
    const { response, body } = await forSession(subject, { scope })
    assert.deepEqual([response.status, body.error], [400, 'invalid_scope'], scope)
  }
  // Whose role has nothing at a system gets no empty token for it.
  for (const role of ['admin', 'auditor', 'operator'] as const) {
    assert.equal((await forSession(openSession(role))).body.error, 'invalid_scope', role)
  }
  const approver = await forSession(openSession('approver'), { resource: 'urn:crivo:sistema1' })
  assert.equal(approver.body.scope, 'concessoes:aprovar')
})

test('a token never outlives the session it was made from', async () => {
  const { body } = await forSession(openSession('analyst', 120))
  assert.equal(body.expires_in, 120)
  assert.equal((await forSession(openSession('analyst', 0))).body.error, 'invalid_grant')
})

test('an unknown, ended or misshapen session gives no token', async () => {
  const subject = openSession('analyst')
  sessions.delete(subject.sessionId)
  for (const token of [subject.sessionId, 'ses_x', "ses_' OR 1=1 --", 'x'.repeat(9_000)]) {
    const { response, body } = await forSession(subject, { subject_token: token })
    assert.deepEqual([response.status, body.error], [400, 'invalid_grant'])
  }
})

test('clients are known by their own secret only', async () => {
  const subject = openSession('analyst')
  const form = { subject_token: subject.sessionId, subject_token_type: SESSION, resource: 'urn:crivo:sistema2' }
  for (const authorization of [
    undefined,
    'Bearer x',
    formatBasic('portal', 'the secret of sistema2'),
    formatBasic('portal', ''),
    formatBasic('nobody', 'x'),
    formatBasic('__proto__', 'x'),
    formatBasic('PORTAL', 'x'),
  ]) {
    const { response, body } = await ask(authorization, form)
    assert.deepEqual([response.status, body.error], [401, 'invalid_client'])
    assert.match(response.headers.get('www-authenticate') ?? '', /^Basic realm=/)
  }
})

test('every other request is refused by the name of its fault', async () => {
  const subject = openSession('analyst')
  const cases: [Form, string][] = [
    [{ grant_type: undefined }, 'invalid_request'],
    [{ grant_type: 'client_credentials' }, 'unauthorized_client'],
    [{ grant_type: 'password', username: 'ana', password: 'x' }, 'unsupported_grant_type'],
    [{ subject_token: undefined }, 'invalid_request'],
    [{ subject_token_type: undefined }, 'invalid_request'],
    [{ subject_token_type: ACCESS_TOKEN }, 'invalid_request'],
    [{ subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, 'invalid_request'],
    [{ requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }, 'invalid_request'],
    [{ actor_token: 'x', actor_token_type: ACCESS_TOKEN }, 'invalid_request'],
    [{ client_secret: 'x' }, 'invalid_request'],
    [{ resource: undefined }, 'invalid_target'],
    [{ resource: 'urn:crivo:sistema3' }, 'invalid_target'],
    [{ resource: 'sistema2' }, 'invalid_target'],
    [{ resource: '__proto__' }, 'invalid_target'],
    [{ audience: 'sistema2' }, 'invalid_target'],
  ]
  for (const [changes, error] of cases) {
    const { response, body } = await forSession(subject, changes)
    assert.deepEqual([response.status, body.error], [400, error], JSON.stringify(changes))
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.equal('codigo' in body, false)
  }
})

test('repeated parameters, other bodies and mixed audiences are refused', async () => {
  const subject = openSession('analyst')
  const good = `grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=${subject.sessionId}&subject_token_type=${SESSION}`
  const target = '&resource=urn:crivo:sistema2'
  assert.equal((await send(PORTAL, `${good}${target}&unknown=ignored`)).response.status, 200)
  assert.equal((await send(PORTAL, `${good}${target}&subject_token=x`)).body.error, 'invalid_request')
  assert.equal((await send(PORTAL, `${good}${target}&resource=urn:crivo:sistema1`)).body.error, 'invalid_target')
  assert.equal((await send(PORTAL, `${good}${target}&x=${'y'.repeat(20_000)}`)).body.error, 'invalid_request')
  assert.equal((await send(PORTAL, '{}', 'application/json')).body.error, 'invalid_request')
  const broken = await server.app.request('/oauth/token', {
    method: 'POST',
    headers: { authorization: PORTAL, 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from([0x67, 0xff, 0xfe]),
  })
  assert.equal(broken.status, 400)
})

test('sistema2 gets a token for sistema1 that still names the member, with itself as the actor', async () => {
  const subject = openSession('analyst')
  const token = (await forSession(subject)).body.access_token
  clock.advance({ seconds: 100 })
  const { response, body } = await forToken(token)
  assert.equal(response.status, 200)
  assert.deepEqual([body.scope, body.expires_in], ['sistema1:resumo', 200])
  const payload = decodeJwt(body.access_token ?? '')
  assert.deepEqual(payload.act, { sub: 'sistema2' })
  assert.deepEqual([payload.aud, payload.client_id, payload.sub], ['sistema1', 'sistema2', subject.memberId])
  assert.equal(payload.sessao, subject.sessionId)
})

test('what sistema2 hands in must be a good token of its own audience, of a session that lives', async () => {
  const subject = openSession('analyst')
  const good = (await forSession(subject)).body.access_token ?? ''
  const other = (await forSession(subject, { resource: 'urn:crivo:sistema1' })).body.access_token
  const delegated = (await forToken(good)).body.access_token
  const narrow = (await forSession(subject, { scope: 'sistema2:cadastro' })).body.access_token
  const foreignKey = createPrivateKey(
    generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  )
  const forged = await new SignJWT(decodeJwt(good)).setProtectedHeader({ alg: 'PS256', typ: 'at+jwt' }).sign(foreignKey)
  const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${good.split('.')[1]}.`
  for (const token of [other, delegated, narrow, forged, unsigned, `${good}x`, 'x', subject.sessionId]) {
    const { response, body } = await forToken(token)
    assert.deepEqual([response.status, body.error], [400, 'invalid_grant'])
  }
  // The role lost it meanwhile; then the session ended; then the token was over.
  sessions.set(subject.sessionId, { ...subject, role: 'auditor' })
  assert.equal((await forToken(good)).body.error, 'invalid_grant')
  sessions.delete(subject.sessionId)
  assert.equal((await forToken(good)).body.error, 'invalid_grant')
  sessions.set(subject.sessionId, subject)
  assert.equal((await forToken(good)).response.status, 200)
  clock.advance({ seconds: 306 })
  assert.equal((await forToken(good)).body.error, 'invalid_grant')
})

test('sistema2 acts at sistema1 with one scope, and trades no sessions', async () => {
  const subject = openSession('analyst')
  const token = (await forSession(subject)).body.access_token
  assert.equal((await forToken(token, { resource: 'urn:crivo:sistema2' })).body.error, 'invalid_target')
  assert.equal((await forToken(token, { scope: 'sistema1:consultar' })).body.error, 'invalid_scope')
  assert.equal((await forToken(token, { scope: 'sistema1:resumo sistema1:consultar' })).body.error, 'invalid_scope')
  assert.equal((await forToken(token, { scope: 'sistema1:resumo' })).response.status, 200)
  const session = { subject_token: subject.sessionId, subject_token_type: SESSION }
  assert.equal((await forToken(token, session)).body.error, 'invalid_request')
})

test('when the database is away nobody is refused for it', async () => {
  const subject = openSession('analyst')
  server.state.isAway = true
  const { response, body } = await forSession(subject)
  assert.deepEqual([response.status, body.error], [503, 'temporarily_unavailable'])
  assert.ok(response.headers.get('retry-after'))
  assert.equal((await server.app.request('/health/ready')).status, 503)
  assert.equal((await server.app.request('/health/live')).status, 200)
  server.state.isAway = false
  assert.equal((await server.app.request('/health/ready')).status, 200)
})

test('the key set is public and has nothing private in it', async () => {
  const response = await server.app.request('/.well-known/jwks.json')
  const { keys } = (await response.json()) as { keys: Record<string, string>[] }
  assert.deepEqual(Object.keys(keys[0] ?? {}).toSorted(), ['alg', 'e', 'kid', 'kty', 'n', 'use'])
})

test('other paths and verbs answer in the same form', async () => {
  const get = await server.app.request('/oauth/token')
  assert.deepEqual([get.status, get.headers.get('allow')], [405, 'POST'])
  const nowhere = await server.app.request('/oauth/authorize', { method: 'POST' })
  assert.deepEqual([nowhere.status, ((await nowhere.json()) as { error: string }).error], [404, 'invalid_request'])
})

test('a weak or other kind of key is refused at start', async () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey
  const other = generateKeyPairSync('ed25519').privateKey
  for (const key of [weak, other]) await assert.rejects(createSigningKey(key), /RSA of at least 2048/)
})
