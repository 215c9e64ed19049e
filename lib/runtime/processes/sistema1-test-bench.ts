import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Agent, request } from 'undici'
import { permissionsForAudience, type Role } from '#lib/access/roles.ts'
import { denialListOnWire, type TokenDenial } from '#lib/access/token-denials.ts'
import { readConfig } from '#lib/config/index.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { enrolMember, PROOF } from '#lib/systems/debts/approver-test-bench.ts'
import { BLIND_INDEX_KEY } from '#lib/systems/debts/test-bench.ts'
import { takeOwnBaseA } from '#lib/testing/own-base-a.ts'
import { testServers } from '#lib/testing/servers.ts'
import { ensureLocalCertificates } from '../local-ca.ts'
import { start } from './sistema1.ts'

const ISSUER = 'http://localhost:3000'

export const CLIENTS = ['front', 'sistema2', 'auth', 'worker'] as const
export type Client = (typeof CLIENTS)[number]

export type Ask = { token?: string; headers?: Record<string, string>; body?: unknown }
export type TokenChanges = {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  key?: CryptoKey
  seconds?: number
}

/** sistema1 as a process runs it, with certificates and token keys of this test's own. For tests only. `close` it. */
export async function startSistema1() {
  const certificates = mkdtempSync(join(tmpdir(), 'crivo-mtls-'))
  await ensureLocalCertificates(certificates)
  const port = await freePort()
  await takeOwnBaseA()
  const { baseA } = testServers()
  const environment = {
    CRIVO_STATE: certificates,
    LOG_LEVEL: 'fatal',
    PUBLIC_URL: ISSUER,
    TRUSTED_PROXIES: '127.0.0.1',
    SERVICE_PORT: String(port),
    DATABASE_URL_BASE_A: baseA.role('basea_app').reveal(),
    DATABASE_URL_BASE_A_GRANTS: baseA.role('basea_grants').reveal(),
    DATABASE_URL_BASE_A_AUDITOR: baseA.role('basea_auditor').reveal(),
    DATABASE_URL_BASE_A_PROOFS: baseA.role('basea_proofs').reveal(),
    BLIND_INDEX_KEY_BASE_A: BLIND_INDEX_KEY.reveal(),
    CANDIDATE_REF_KEY: 'for-references-to-candidates-and-nothing-more',
    CURSOR_SECRET: 'for-these-cursors-alone-and-no-other-use',
    TLS_CA_FILE: join(certificates, 'ca.pem'),
    TLS_CERT_FILE: join(certificates, 'sistema1.pem'),
    TLS_KEY_FILE: join(certificates, 'sistema1.key'),
  }
  const handle = await start(readConfig(environment, 'sistema1'))
  const pem = (file: string) => readFileSync(join(certificates, file), 'utf8')
  const authority = pem('ca.pem')
  const identityOf = (name: string) => ({ cert: pem(`${name}.pem`), key: pem(`${name}.key`) })
  const agents = new Map(CLIENTS.map((name) => [name, new Agent({ connect: { ca: authority, ...identityOf(name) } })]))

  async function ask(client: Client, method: string, path: string, { token, headers = {}, body }: Ask = {}) {
    const dispatcher = agents.get(client)
    assert.ok(dispatcher)
    const answer = await request(`https://127.0.0.1:${port}${path}`, {
      dispatcher,
      method,
      headers: {
        'x-forwarded-for': '198.51.100.4',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    const json: Record<string, unknown> = text === '' ? {} : JSON.parse(text)
    return { status: answer.statusCode, headers: answer.headers, json, code: json.codigo }
  }

  const { publicKey, privateKey } = await generateKeyPair('PS256', { modulusLength: 2_048, extractable: true })
  const { kty, n, e } = await exportJWK(publicKey)
  const keys = [{ kty, n, e, alg: 'PS256', use: 'sig', kid: 'k1' }]
  assert.equal((await ask('auth', 'PUT', '/interno/chaves', { body: { keys } })).status, 204)

  /** What the authorization server pushes in: every denial that holds. */
  async function deny(denials: readonly TokenDenial[], readAt = new Date()): Promise<void> {
    const body = denialListOnWire({ readAt, denials })
    assert.equal((await ask('auth', 'PUT', '/interno/revogacoes', { body })).status, 204)
  }
  await deny([])

  /** A member's token as the authorization server signs it, with whatever a test wants changed. */
  function tokenFor(
    member: { institution: InstitutionId; role?: Role },
    { claims = {}, header = {}, key = privateKey, seconds = 300 }: TokenChanges = {},
  ): Promise<string> {
    const { institution, role = 'analyst' } = member
    const now = Math.floor(Date.now() / 1_000)
    const content = {
      iss: ISSUER,
      aud: 'sistema1',
      sub: randomId('member'),
      client_id: 'portal',
      scope: [...permissionsForAudience(role, 'sistema1')].join(' '),
      jti: randomId('event'),
      iat: now,
      exp: now + seconds,
      email: 'quem@banco.example',
      instituicao: institution,
      papel: role,
      sessao: randomId('session'),
      finalidades: [...PURPOSES],
    }
    return new SignJWT({ ...content, ...claims })
      .setProtectedHeader({ alg: 'PS256', typ: 'at+jwt', kid: 'k1', ...header })
      .sign(key)
  }

  /** Approves through the door as a new approver of the institution, with a proof of their own. */
  async function approve(institution: InstitutionId, id: unknown) {
    const sub = randomId('member')
    await enrolMember({ id: sub, label: 'quem@banco.example', institutionId: institution })
    const token = await tokenFor({ institution, role: 'approver' }, { claims: { sub } })
    return ask('front', 'POST', `/interno/concessoes/${id}/aprovar`, { token, body: { prova: PROOF } })
  }

  return {
    approve,
    port,
    authority,
    identityOf,
    ask,
    deny,
    tokenFor,
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.close()))
      await handle.close()
      rmSync(certificates, { recursive: true, force: true })
    },
  }
}
export type Sistema1 = Awaited<ReturnType<typeof startSistema1>>

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  assert.ok(typeof address === 'object' && address)
  return address.port
}
