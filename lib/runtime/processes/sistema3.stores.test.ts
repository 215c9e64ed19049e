import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { exportJWK, generateKeyPair, importPKCS8, SignJWT } from 'jose'
import { createAccessKey, parseAccessKeyId, secretDigest } from '#lib/access/access-key.ts'
import { formatBasic } from '#lib/access/basic.ts'
import { STATEMENT_HEADER, signMemberStatement } from '#lib/access/statement.ts'
import { denialListOnWire, type TokenDenial } from '#lib/access/token-denials.ts'
import { readConfig } from '#lib/config/index.ts'
import { civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_INSTITUTIONS, DEMO_PEOPLE, DEMO_SEED } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { saveCompleteUntil, saveCredentials } from '#lib/systems/movements/credentials/store.mongo.ts'
import { prepareBaseC, seedMovements } from '#lib/systems/movements/seed.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import type { ProcessHandle } from '../process-handle.ts'
import { start } from './sistema3.ts'

const pair = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const secret = () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('hex')
const PEPPER = secret()
const AUTH_SECRET = secret()
const FEED_SECRET = secret()
const ISSUER = 'http://localhost:3000'

const signing = await generateKeyPair('PS256', { extractable: true })
const jwk = { ...(await exportJWK(signing.publicKey)), kid: 'test', alg: 'PS256', use: 'sig' }
/** What the authorization server has been told to deny. */
const denials: TokenDenial[] = []
/** As much of it as sistema3 needs: the key set, and what is denied for whoever shows sistema3's own secret. */
const auth = createHttpServer((request, response) => {
  const reads = request.headers.authorization === formatBasic('sistema3', AUTH_SECRET)
  response.setHeader('content-type', 'application/json')
  if (request.url === '/.well-known/jwks.json') response.end(JSON.stringify({ keys: [jwk] }))
  else if (!reads) response.writeHead(401).end('{}')
  else response.end(JSON.stringify(denialListOnWire({ readAt: systemClock.now(), denials })))
})
const population = createPopulation({ seed: DEMO_SEED, size: 10, today: civilDateOf(systemClock.now()) })
const { cpf } = population.person(DEMO_PEOPLE.plain)

let bases: OwnMongoBases
let folder: string
let running: ProcessHandle
let url: string
before(async () => {
  bases = await createOwnMongoBases()
  const { baseC } = bases
  await prepareBaseC(baseC)
  await saveCompleteUntil(baseC, systemClock.now())
  await seedMovements({ db: baseC, cardKey: new Redacted(secret()) }, population)
  folder = await mkdtemp(join(tmpdir(), 'crivo-sistema3-'))
  await writeFile(join(folder, 'statement.pem'), pair.publicKey)
  const authPort = await freePort()
  auth.listen(authPort, '127.0.0.1')
  await once(auth, 'listening')
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  running = await start(
    readConfig(
      {
        SERVICE_PORT: String(port),
        LOG_LEVEL: 'fatal',
        TRUSTED_PROXIES: '127.0.0.1',
        MONGODB_URI_BASE_C: bases.user('sistema3').reveal(),
        CANDIDATE_REF_KEY: secret(),
        CURSOR_SECRET: secret(),
        CARD_INDEX_KEY: secret(),
        AUTH_URL: `http://127.0.0.1:${authPort}`,
        AUTH_CLIENT_SECRET_SISTEMA3: AUTH_SECRET,
        CONSENT_FEED_SECRET: FEED_SECRET,
        USAGE_FEED_SECRET: FEED_SECRET,
        ACCESS_KEY_PEPPER: PEPPER,
        STATEMENT_PUBLIC_KEY_FILE: join(folder, 'statement.pem'),
      },
      'sistema3',
    ),
  )
})
after(async () => {
  await running.close()
  auth.closeAllConnections()
  auth.close()
  await bases.drop()
  await rm(folder, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  assert.ok(typeof address === 'object' && address)
  return address.port
}

/** Hands a new key of Banco Aurora over to Base C, as its owner would while the service runs. */
async function aNewKey(kind: 'partner' | 'portal') {
  const { id: text, secret } = createAccessKey('live')
  const id = parseAccessKeyId(text)
  assert.ok(id)
  const hmac = secretDigest(secret, new Redacted(PEPPER))
  const row = {
    id,
    kind,
    environment: 'live',
    institutionId: DEMO_INSTITUTIONS.aurora.id,
    scopes: ['sistema3:consultar'],
    tier: 'corporativo',
    purposes: ['analise_de_credito'],
    ips: [],
    status: 'ativa',
    expiresAt: null,
    secrets: [{ hmac, last4: secret.slice(-4), pepperVersion: 1, expiresAt: null }],
  } as const
  const save = (status: 'ativa' | 'revogada') => saveCredentials(bases.baseC, [{ ...row, status }], systemClock)
  await save('ativa')
  return { authorization: formatBasic(id, secret), revoke: () => save('revogada') }
}

/** Asks again and again until the answer has a status, for longer than a reload of the keys may take. */
async function askUntil(status: number, headers: Record<string, string>): Promise<Response> {
  const until = performance.now() + 3_000
  for (;;) {
    const response = await fetch(`${url}/v1/sistema3/${cpf}`, { headers })
    if (response.status === status) return response
    assert.ok(performance.now() < until, `still ${response.status}, not ${status}`)
    await response.arrayBuffer()
    await pause(20)
  }
}

test('it is ready when it answers, needs no credential for probes, and refuses other verbs there', async () => {
  for (const path of ['/health/live', '/health/ready', '/health/ready?x=1']) {
    assert.equal((await fetch(url + path)).status, 200)
  }
  assert.equal((await fetch(`${url}/health/ready`, { method: 'POST' })).status, 405)
})

test('a new key is let in and a revoked one kept out without a restart', async () => {
  const key = await aNewKey('partner')
  await askUntil(200, { authorization: key.authorization })
  await key.revoke()
  await askUntil(401, { authorization: key.authorization })
})

test('the portal asks for a member, from the address that it forwards', async () => {
  const portal = await aNewKey('portal')
  const claims = {
    sub: `mem_${'m'.repeat(22)}`,
    email: 'ana@aurora.example',
    instituicao: DEMO_INSTITUTIONS.aurora.id,
    papel: 'analyst' as const,
    sessao: `ses_${'s'.repeat(22)}`,
    finalidades: ['analise_de_credito' as const],
    scope: 'sistema3:consultar',
    jti: randomId('event'),
  }
  const statement = await signMemberStatement(claims, await importPKCS8(pair.privateKey, 'EdDSA'), systemClock)
  const headers = {
    authorization: portal.authorization,
    [STATEMENT_HEADER]: statement,
    'x-forwarded-for': '198.51.100.7',
  }
  await (await askUntil(200, headers)).arrayBuffer()
  const file = (await (await askUntil(200, headers)).json()) as Record<string, unknown>
  assert.partialDeepStrictEqual(file.ultima_consulta, { ip: '198.51.100.7', usuario: 'ana@aurora.example' })
})

test('oversized headers and malformed requests end at the parser', async () => {
  const response = await fetch(`${url}/v1/sistema3/${cpf}`, { headers: { 'x-filler': 'x'.repeat(20_000) } })
  assert.equal(response.status, 431)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.end('BREW / HTTP/9.9\r\n\r\n')
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 400 /)
})

async function aKeyToken(keyId: string, audience: string): Promise<string> {
  const now = Math.floor(systemClock.now().getTime() / 1_000)
  return new SignJWT({
    client_id: keyId,
    instituicao: DEMO_INSTITUTIONS.aurora.id,
    ambiente: 'live',
    nivel: 'profissional',
    finalidades: ['analise_de_credito'],
    scope: 'consentimentos:registrar',
  })
    .setProtectedHeader({ alg: 'PS256', typ: 'at+jwt', kid: 'test' })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(keyId)
    .setJti(randomId('event'))
    .setIssuedAt(now)
    .setExpirationTime(now + 300)
    .sign(signing.privateKey)
}

test('consents take a key’s token of aud crivo, another audience’s never, and a revoked key’s no longer', async () => {
  const keyId = createAccessKey('live').id
  const status = async (token: string) => {
    const response = await fetch(`${url}/v1/consentimentos`, { headers: { authorization: `Bearer ${token}` } })
    await response.arrayBuffer()
    return response.status
  }
  const token = await aKeyToken(keyId, 'crivo')
  assert.equal(await status(token), 200)
  assert.equal(await status(await aKeyToken(keyId, 'sistema2')), 401)
  denials.push({
    kind: 'key',
    subject: keyId,
    deniedAt: systemClock.now(),
    expiresAt: new Date(systemClock.now().getTime() + 300_000),
  })
  const until = performance.now() + 3_000
  while ((await status(token)) !== 401) {
    assert.ok(performance.now() < until, 'a revoked key’s token still opens the door')
    await pause(20)
  }
})

test('sistema2 follows the changes of consents by the secret that it was given', async () => {
  const ask = (secret: string) =>
    fetch(`${url}/interno/consentimentos?apos=0`, { headers: { authorization: formatBasic('sistema2', secret) } })
  assert.deepEqual(await (await ask(FEED_SECRET)).json(), { itens: [], ultimo: 0 })
  assert.equal((await ask(AUTH_SECRET)).status, 401)
})
