import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { formatBasic } from '#lib/access/basic.ts'
import { readConfig } from '#lib/config/index.ts'
import { type Bench, createBench } from '#lib/members/test-bench.ts'
import { testServers } from '#lib/testing/servers.ts'
import { ensureLocalCertificates } from '../local-ca.ts'
import { start } from './auth.ts'

type Push = { path: string; caller: string; keys: unknown[] }

let bench: Bench
let folder: string
before(async () => {
  bench = await createBench()
  folder = await mkdtemp(join(tmpdir(), 'crivo-auth-'))
  await ensureLocalCertificates(folder)
  const key = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  await writeFile(join(folder, 'signing.pem'), key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
})
after(async () => {
  await bench.close()
  await rm(folder, { recursive: true })
})

const secret = () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('hex')
const PORTAL_SECRET = secret()
const PEPPER = secret()

function configFor(sistema1Port: number, servicePort: number) {
  return readConfig(
    {
      SERVICE_PORT: String(servicePort),
      LOG_LEVEL: 'fatal',
      PUBLIC_URL: 'http://localhost:3000',
      DATABASE_URL_PORTAL_AUTH: testServers().portal.role('portal_auth').reveal(),
      ACCESS_KEY_PEPPER: PEPPER,
      AUTH_CLIENT_SECRET_PORTAL: PORTAL_SECRET,
      AUTH_CLIENT_SECRET_SISTEMA2: secret(),
      AUTH_CLIENT_SECRET_WORKER: secret(),
      AUTH_CLIENT_SECRET_SISTEMA3: secret(),
      AUTH_SIGNING_KEY_FILE: join(folder, 'signing.pem'),
      SISTEMA1_URL: `https://127.0.0.1:${sistema1Port}`,
      TLS_CA_FILE: join(folder, 'ca.pem'),
      TLS_CERT_FILE: join(folder, 'auth.pem'),
      TLS_KEY_FILE: join(folder, 'auth.key'),
    },
    'auth',
  )
}

/** As much of sistema1 as takes the keys: HTTPS, for callers with a certificate of the local authority. */
async function fakeSistema1() {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'sistema1.pem', 'sistema1.key'].map((name) => readFile(join(folder, name))),
  )
  const waiting: ((push: Push) => void)[] = []
  const server = createServer(
    { ca, cert, key, requestCert: true, rejectUnauthorized: true },
    async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      // The listener is TLS, so its sockets are.
      const caller = String((request.socket as TLSSocket).getPeerCertificate().subject.CN)
      const { keys } = JSON.parse(Buffer.concat(chunks).toString())
      response.writeHead(204).end()
      waiting.shift()?.({ path: `${request.method} ${request.url}`, caller, keys })
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address)
  return {
    port: address.port,
    nextPush: () => new Promise<Push>((resolve) => waiting.push(resolve)),
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

test('the process answers token requests and brings sistema1 its keys by mutual TLS', async () => {
  const sistema1 = await fakeSistema1()
  const pushed = sistema1.nextPush()
  const port = await freePort()
  const handle = await start(configFor(sistema1.port, port))
  try {
    const { path, caller, keys } = await pushed
    assert.deepEqual([path, caller, keys.length], ['PUT /interno/chaves', 'auth', 1])
    const url = `http://127.0.0.1:${port}`
    const published = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: unknown[] }
    assert.deepEqual(published.keys, keys)
    assert.equal((await fetch(`${url}/health/ready`)).status, 200)

    const sessionId = await bench.signInAs(await bench.addMember('analyst'))
    // The process goes by the real clock, the bench by its own: the session is brought to now.
    const now = Date.now()
    const times = { createdAt: new Date(now), lastSeenAt: new Date(now), idleExpiresAt: new Date(now + 60_000) }
    const absoluteExpiresAt = new Date(now + 3_600_000)
    await bench.inspector.session.update({ where: { id: sessionId }, data: { ...times, absoluteExpiresAt } })
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: formatBasic('portal', PORTAL_SECRET) },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: sessionId,
        subject_token_type: 'urn:crivo:token-type:session',
        resource: 'urn:crivo:sistema1',
      }),
    })
    const body = (await response.json()) as { scope: string }
    assert.deepEqual([response.status, body.scope], [200, 'sistema1:consultar concessoes:solicitar'])
  } finally {
    await handle.close()
    await sistema1.close()
  }
  await assert.rejects(fetch(`http://127.0.0.1:${port}/health/live`))
})

test('a sistema1 that is away holds up neither the start nor the end', async () => {
  const handle = await start(configFor(await freePort(), 0))
  await handle.close()
})

async function freePort(): Promise<number> {
  const server = createPlainServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  assert.ok(typeof address === 'object' && address)
  return address.port
}
