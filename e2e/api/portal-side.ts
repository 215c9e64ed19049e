import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt, importPKCS8 } from 'jose'
import { decode } from 'next-auth/jwt'
import { MemberClaims, memberActorOf } from '#lib/access/member-claims.ts'
import {
  createAsk,
  createGrantsGateway,
  createHttpClient,
  createMemberTokens,
  createSystemsGateway,
  createTokenExchange,
  type HttpClient,
  type MemberCaller,
  TIMEOUT_MS,
} from '#lib/gateway/index.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { randomId, type SessionId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { findDemoUser, readDemo, stateFolder } from '../fixtures/instance.ts'

const read = (...path: string[]) => readFileSync(join(stateFolder, ...path), 'utf8')
const readJson = (...path: string[]): Record<string, string> => JSON.parse(read(...path))

/** HTTP clients of the running instance's services, as front has them. */
export function openClients(): Record<'sistema1' | 'sistema2' | 'sistema3' | 'auth', HttpClient> {
  const ports = readJson('ports.json')
  const client = (dependency: 'sistema2' | 'sistema3' | 'auth') =>
    createHttpClient({ dependency, url: `http://127.0.0.1:${ports[dependency]}`, timeoutMs: TIMEOUT_MS[dependency] })
  return {
    sistema1: createHttpClient({
      dependency: 'sistema1',
      url: `https://127.0.0.1:${ports.sistema1}`,
      timeoutMs: TIMEOUT_MS.sistema1,
      tls: {
        ca: read('certificates', 'ca.pem'),
        cert: read('certificates', 'front.pem'),
        key: new Redacted(read('certificates', 'front.key')),
      },
    }),
    sistema2: client('sistema2'),
    sistema3: client('sistema3'),
    auth: client('auth'),
  }
}

/** Signs a demo user in through the page's own endpoint; gives the id of the session behind the cookie. */
async function signIn(roleOrEmail: string, institution?: string): Promise<{ sessionId: SessionId; cookie: string }> {
  const demo = readDemo()
  const { email, password } = findDemoUser(demo, roleOrEmail, institution)
  const csrf = await fetch(`${demo.url}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const answer = await fetch(`${demo.url}/api/auth/callback/credentials`, {
    method: 'POST',
    headers: { cookie: cookiesOf(csrf) },
    body: new URLSearchParams({ email, password, csrfToken, json: 'true' }),
  })
  assert.equal(answer.status, 200, `sign-in of ${email}`)
  const cookie = cookiesOf(answer)
  const token = /next-auth\.session-token=([^;]+)/.exec(cookie)?.[1]
  const secret = readJson('secrets', 'application.json').SESSION_SECRET
  assert.ok(token && secret)
  const { sessionId } = (await decode({ token, secret })) ?? {}
  assert.match(String(sessionId), /^ses_/)
  // The shape was just checked.
  return { sessionId: sessionId as SessionId, cookie }
}

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')

/** The portal's side of the systems' doors: its gateway with its own credentials, against the running services. */
export async function openPortalSide() {
  const clients = openClients()
  const secrets = readJson('secrets', 'application.json')
  const portalKey = readJson('secrets', 'portal-key.json')
  assert.ok(secrets.AUTH_CLIENT_SECRET_PORTAL && portalKey.id && portalKey.secret)
  const clientSecret = new Redacted(secrets.AUTH_CLIENT_SECRET_PORTAL)
  const exchange = createTokenExchange({ auth: clients.auth, clientId: 'portal', clientSecret, clock: systemClock })
  const tokens = createMemberTokens(exchange, systemClock)

  async function tokenFor(session: SessionId, audience: 'sistema1' | 'sistema2'): Promise<string> {
    const outcome = await tokens.tokenFor(session, audience)
    assert.ok(outcome.kind === 'issued', outcome.kind)
    return outcome.token
  }

  return {
    clients,
    tokens,
    tokenFor,
    systems: createSystemsGateway({
      ask: createAsk({
        clients,
        tokens,
        portalKey: { id: portalKey.id, secret: new Redacted(portalKey.secret) },
        statementKey: await importPKCS8(read('secrets', 'statement-private.pem'), 'EdDSA'),
        clock: systemClock,
      }),
      tokens,
    }),
    grants: createGrantsGateway(clients.sistema1, tokens),
    /** What a demo approver types to prove who they are. */
    proofOf(email: string): { senha: string } {
      return { senha: findDemoUser(readDemo(), email).password }
    },
    /** A signed-in demo user, with who he is taken from the token that names him. */
    async member(roleOrEmail: string, institution?: string): Promise<MemberCaller> {
      const { sessionId } = await signIn(roleOrEmail, institution)
      const claims = MemberClaims.parse(decodeJwt(await tokenFor(sessionId, 'sistema1')))
      const actor = memberActorOf(claims)
      return {
        sessionId,
        memberId: actor.id,
        email: actor.label,
        institutionId: actor.institutionId,
        role: claims.papel,
        purposes: actor.purposes,
        ip: '198.51.100.7',
        requestId: randomId('request'),
      }
    },
    close: () => Promise.all(Object.values(clients).map((client) => client.close())),
  }
}
