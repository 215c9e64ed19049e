import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { denialListOnWire, type TokenDenial } from '#lib/access/token-denials.ts'
import { readConfig } from '#lib/config/index.ts'
import { civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_INSTITUTIONS, DEMO_PEOPLE, DEMO_SEED } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { PortfolioSchema, type ScoreFile, ScoreFileSchema } from '#lib/systems/score/schemas.ts'
import { prepareBaseB, seedScore } from '#lib/systems/score/seed.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { ensureLocalCertificates } from '../local-ca.ts'
import type { ProcessHandle } from '../process-handle.ts'
import { start } from './sistema2.ts'

const ISSUER = 'http://localhost:3000'
const secret = () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('hex')
const SUBJECT_KEY = secret()
const population = createPopulation({ seed: DEMO_SEED, size: 10, today: civilDateOf(systemClock.now()) })
const { cpf } = population.person(DEMO_PEOPLE.plain)
const SUMMARY = {
  situacao: 'permitido',
  instantaneo: 'inq_0000000000000000000000',
  quantidade: 1,
  total: '120.00',
  maior: '120.00',
  mais_antiga: '2026-01-10',
  ultima_baixa: null,
  atualizado_em: '2026-06-30T12:00:00.000Z',
}

const RANKING = {
  situacao: 'permitido',
  itens: [DEMO_PEOPLE.indebted, DEMO_PEOPLE.plain].map((index) => ({
    ...SUMMARY,
    referencia: population.person(index).id,
  })),
  proximo: null,
}

let bases: OwnMongoBases
/** What sistema1 was told of portfolios. */
const portfolios: string[] = []
/** Changes of consents at sistema3. */
const changes: object[] = []
let folder: string
let running: ProcessHandle
let url: string
/** How sistema1 answers the next questions. */
let sistema1Answers: 'permitted' | 'denied' | 'never' | 'broken' = 'permitted'
/** What the authorization server has been told to deny. */
const denials: TokenDenial[] = []
const closers: (() => Promise<unknown>)[] = []

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  // A TCP listener's address is never a string.
  return (server.address() as AddressInfo).port
}

const signing = await generateKeyPair('PS256', { extractable: true })
const jwk = { ...(await exportJWK(signing.publicKey)), kid: 'test', alg: 'PS256', use: 'sig' }

/** As much of the authorization server as sistema2 needs: the key set, what is denied, and an exchange that always says yes. */
function fakeAuth() {
  return createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    if (request.url === '/.well-known/jwks.json') response.end(JSON.stringify({ keys: [jwk] }))
    else if (request.url === '/interno/revogacoes') {
      response.end(JSON.stringify(denialListOnWire({ readAt: systemClock.now(), denials })))
    } else
      response.end(
        JSON.stringify({ access_token: 'x.y.z', token_type: 'Bearer', expires_in: 300, scope: 'sistema1:resumo' }),
      )
  })
}

/** As much of sistema1: its answers under mutual TLS. */
async function fakeSistema1() {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'sistema1.pem', 'sistema1.key'].map((name) => readFile(join(folder, name))),
  )
  return createTlsServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    if (request.url === '/interno/carteira') {
      request.setEncoding('utf8').on('data', (text: string) => portfolios.push(text))
      response.writeHead(204).end()
      return
    }
    request.resume()
    if (sistema1Answers === 'never') return
    response.setHeader('content-type', 'application/json')
    if (sistema1Answers === 'permitted' && request.url === '/interno/ranking') response.end(JSON.stringify(RANKING))
    else if (sistema1Answers === 'permitted') response.end(JSON.stringify(SUMMARY))
    else if (sistema1Answers === 'denied') response.end(JSON.stringify({ situacao: 'negado' }))
    else response.end('{"situacao":"permitido"}')
  })
}

/** As much of sistema3: its feed of changes. */
function fakeSistema3() {
  return createServer((request, response) => {
    const after = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('apos'))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ itens: changes.slice(after), ultimo: changes.length }))
  })
}

before(async () => {
  bases = await createOwnMongoBases()
  const { baseB } = bases
  await prepareBaseB(baseB)
  await seedScore({ db: baseB, subjectKey: new Redacted(SUBJECT_KEY) }, population)
  folder = await mkdtemp(join(tmpdir(), 'crivo-sistema2-'))
  await ensureLocalCertificates(folder)
  const authPort = await listening(fakeAuth())
  const sistema1Port = await listening(await fakeSistema1())
  const sistema3Port = await listening(fakeSistema3())
  const probe = createServer()
  const port = await listening(probe)
  await closers.pop()?.()
  url = `http://127.0.0.1:${port}`
  running = await start(
    readConfig(
      {
        SERVICE_PORT: String(port),
        LOG_LEVEL: 'fatal',
        PUBLIC_URL: ISSUER,
        TRUSTED_PROXIES: '127.0.0.1',
        MONGODB_URI_BASE_B: bases.user('sistema2').reveal(),
        CANDIDATE_REF_KEY: secret(),
        CURSOR_SECRET: secret(),
        BLIND_INDEX_KEY_BASE_B: SUBJECT_KEY,
        AUTH_CLIENT_SECRET_SISTEMA2: secret(),
        AUTH_URL: `http://127.0.0.1:${authPort}`,
        SISTEMA3_URL: `http://127.0.0.1:${sistema3Port}`,
        CONSENT_FEED_SECRET: secret(),
        USAGE_FEED_SECRET: secret(),
        SISTEMA1_URL: `https://127.0.0.1:${sistema1Port}`,
        TLS_CA_FILE: join(folder, 'ca.pem'),
        TLS_CERT_FILE: join(folder, 'sistema2.pem'),
        TLS_KEY_FILE: join(folder, 'sistema2.key'),
      },
      'sistema2',
    ),
  )
})
after(async () => {
  await running.close()
  await Promise.all(closers.map((close) => close()))
  await bases.drop()
  await rm(folder, { recursive: true })
})

async function aToken(): Promise<string> {
  const now = Math.floor(systemClock.now().getTime() / 1_000)
  return new SignJWT({
    client_id: 'portal',
    email: 'ana@aurora.example',
    instituicao: DEMO_INSTITUTIONS.aurora.id,
    papel: 'analyst',
    sessao: `ses_${'s'.repeat(22)}`,
    finalidades: ['analise_de_credito'],
    scope: 'sistema2:score sistema2:cadastro sistema2:listar dividas:resumo',
  })
    .setProtectedHeader({ alg: 'PS256', typ: 'at+jwt', kid: 'test' })
    .setIssuer(ISSUER)
    .setAudience('sistema2')
    .setSubject(`mem_${'m'.repeat(22)}`)
    .setJti(randomId('event'))
    .setIssuedAt(now)
    .setExpirationTime(now + 300)
    .sign(signing.privateKey)
}

async function ask(): Promise<ScoreFile> {
  const headers = { authorization: `Bearer ${await aToken()}`, 'content-type': 'application/json' }
  const response = await fetch(`${url}/v1/sistema2/consultas`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ cpf }),
  })
  assert.equal(response.status, 200)
  return ScoreFileSchema.parse(await response.json())
}

test('it becomes ready by itself once it has the authorization server’s keys', async () => {
  const until = performance.now() + 3_000
  for (;;) {
    const { status } = await fetch(`${url}/health/ready`)
    if (status === 200) break
    assert.ok(performance.now() < until, `still ${status}`)
    await pause(20)
  }
})

test('permitted debts enter the score and are shown', async () => {
  sistema1Answers = 'permitted'
  const file = await ask()
  assert.partialDeepStrictEqual(file.dividas, { situacao: 'disponivel', quantidade: 1, total: '120.00' })
  assert.partialDeepStrictEqual(file.score, { situacao: 'calculado' })
})

test('denied, broken and silent answers of sistema1 are told apart from no debts, within their time', async () => {
  sistema1Answers = 'denied'
  assert.deepEqual((await ask()).dividas, { situacao: 'negado' })
  for (const answers of ['broken', 'never'] as const) {
    sistema1Answers = answers
    const began = performance.now()
    const file = await ask()
    assert.deepEqual(file.dividas, { situacao: 'indisponivel' }, answers)
    assert.partialDeepStrictEqual(file.score, { situacao: 'sem_score' })
    assert.ok(performance.now() - began < 2_000)
  }
})

async function list(): Promise<string[]> {
  const response = await fetch(`${url}/v1/sistema2`, { headers: { authorization: `Bearer ${await aToken()}` } })
  assert.equal(response.status, 200)
  return PortfolioSchema.parse(await response.json()).itens.map(({ nome }) => nome)
}

test('Base A’s order is shown, less whose consent sistema3 has withdrawn meanwhile; sistema1 is told', async () => {
  sistema1Answers = 'permitted'
  const [plain, indebted] = [population.person(DEMO_PEOPLE.plain), population.person(DEMO_PEOPLE.indebted)]
  assert.deepEqual(await list(), [indebted.name, plain.name])
  const withdrawn = { instituicao: DEMO_INSTITUTIONS.aurora.id, cpf: plain.cpf, classes: [], vale_ate: null }
  changes.push({ numero: 1, ...withdrawn, em: systemClock.now().toISOString() })
  const until = performance.now() + 5_000
  while ((await list()).length > 1) {
    assert.ok(performance.now() < until, 'still shown')
    await pause(50)
  }
  assert.deepEqual(await list(), [indebted.name])
  assert.partialDeepStrictEqual(JSON.parse(portfolios.join('')), {
    itens: [{ instituicao: withdrawn.instituicao, cpf: plain.cpf, referencia: plain.id, vale_ate: null, numero: 1 }],
  })
})
