import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { BearerDoor } from '#lib/access/bearer-door.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import type { Tier } from '#lib/access/tier.ts'
import { createTokenDenials } from '#lib/access/token-denials.ts'
import { createUsageMeter } from '#lib/access/usage-meter.ts'
import type { HttpEnv } from '#lib/http/app.ts'
import { createTrustedProxies } from '#lib/http/peer-address.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { AccessKeyId, GrantId } from '#lib/kernel/ids.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import type { Caller } from './caller.ts'
import { createDebtsApp } from './http.ts'
import { createKeySet } from './key-set.ts'
import { addMandate } from './mandate-test-bench.ts'
import { getGrant } from './operations/get-grant.ts'
import { requestGrant } from './operations/request-grant.ts'
import { type Bench, callAs, grantInput, openBench, randomCpf, searchInput } from './test-bench.ts'

type Options = { caller?: Caller; method?: string; body?: unknown; grant?: GrantId; peer?: string }

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench?.close())

let clock: FakeClock
let who: { call: Call<Permission>; tier: Tier | null; addresses: readonly string[] }
let ask: (path: string, options?: Options) => Promise<Response>

const institution = randomId('institution')
const codeOf = async (response: Response) => ((await response.json()) as { codigo: string }).codigo
const rates = ({ headers }: Response) => [headers.get('ratelimit-policy'), headers.get('ratelimit')]
const FREE = '"burst";q=5;w=1,"daily";q=1000;w=86400'
const MEMBERS = '"burst";q=50;w=1,"daily";q=10000;w=86400'

/** Somebody new at the door of a new process whose clock stands still. */
beforeEach(() => {
  clock = new FakeClock()
  who = { call: callAs('analyst', institution), tier: null, addresses: [] }
  const door: BearerDoor = async (authorization, peer, named) => {
    if (authorization === undefined) throw new AppError('credencial_invalida')
    const { actor } = who.call
    const facts = { id: randomId('event'), subjectId: actor.id, sessionId: null, institutionId: institution }
    const subject = {
      actor,
      facts: { ...facts, issuedAt: new Date() },
      addresses: who.addresses,
      tier: who.tier,
      limit: null,
      secret: null,
    }
    named?.(subject)
    if (who.addresses.length > 0 && !who.addresses.includes(peer)) throw new AppError('ip_nao_permitido')
    return { actor, token: 'a token', facts: subject.facts }
  }
  let certificate: Caller = 'front'
  const app = createDebtsApp({
    context: bench.context,
    keySet: createKeySet(clock),
    denials: createTokenDenials(clock),
    ...{ subjectDoor: door, summaryDoor: door, ownDoor: door, limiter: createRateLimiter(clock) },
    usage: createUsageMeter(clock),
    callerOf: () => certificate,
    ping: async () => {},
    logger: bench.context.logger,
    metrics: createMetrics('sistema1'),
    docsUrl: 'https://crivo.example/documentacao/erros',
    proxies: createTrustedProxies([]),
  })
  ask = async (path, { caller = 'front', method, body, grant, peer = '203.0.113.7' } = {}) => {
    certificate = caller
    const headers = {
      authorization: 'Bearer x',
      'content-type': 'application/json',
      ...(grant && { concessao: grant }),
    }
    const init = { method: method ?? (body ? 'POST' : 'GET'), headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const env: Partial<HttpEnv['Bindings']> = { peer }
    return app.fetch(new Request(`http://sistema1${path}`, init), env)
  }
})

/** The same institution's key of a tier instead of the member. */
function becomeKey(tier: Tier, permissions: readonly Permission[] = ['sistema1:consultar']): void {
  // As `createAccessKey` makes them, for a caller who never shows its secret.
  const id = `crk_live_${randomId('event').slice(4)}` as AccessKeyId
  const { purposes } = who.call.actor
  const actor = {
    kind: 'key',
    id,
    institutionId: institution,
    label: id,
    permissions: new Set(permissions),
    purposes,
  } as const
  who = { ...who, call: { ...who.call, actor }, tier }
}

test('a key’s calls are counted by its tier, whatever comes of them, and every answer says where the limits stand', async () => {
  becomeKey('gratuito')
  const first = await ask(`/v1/sistema1/${randomCpf()}`)
  assert.deepEqual([await codeOf(first), ...rates(first)], ['concessao_ausente', FREE, '"burst";r=4;t=1'])
  for (const path of [
    '/v1/sistema1/123',
    '/v1/concessoes?x=1',
    '/v1/fontes/dividas',
    '/v1/sistema1/4111111111111111',
  ]) {
    const answer = await ask(path)
    assert.ok(answer.status >= 400 && answer.headers.has('ratelimit'), path)
  }
  const sixth = await ask('/v1/sistema1/4111111111111111')
  assert.equal(sixth.status, 429, 'the limit comes before a card number and before input')
  assert.deepEqual([sixth.headers.get('retry-after'), ...rates(sixth)], ['1', FREE, '"burst";r=0;t=1'])
  assert.equal(await codeOf(sixth), 'limite_excedido')
  clock.advance({ seconds: 1 })
  assert.equal(await codeOf(await ask('/v1/sistema1/4111111111111111')), 'cartao_em_lugar_inseguro')
})

test('a call from a foreign address spends nothing and still says where the limits stand', async () => {
  becomeKey('gratuito')
  who = { ...who, addresses: ['198.51.100.1'] }
  for (let call = 0; call < 7; call++) {
    const answer = await ask('/v1/sistema1/123')
    assert.deepEqual([await codeOf(answer), ...rates(answer)], ['ip_nao_permitido', FREE, '"burst";r=5;t=1'])
  }
})

test('a member has limits too, the same ones over look-ups and grants', async () => {
  assert.deepEqual(rates(await ask('/v1/sistema1/123')), [MEMBERS, '"burst";r=49;t=1'])
  assert.deepEqual(rates(await ask('/interno/concessoes')), [MEMBERS, '"burst";r=48;t=1'])
})

test('whom sistema2 asks for isn’t counted again', async () => {
  await addMandate(bench, institution)
  becomeKey('gratuito', ['sistema1:resumo'])
  for (let call = 0; call < 7; call++) {
    const answer = await ask('/interno/resumo', { caller: 'sistema2', body: { cpf: randomCpf() } })
    assert.deepEqual([answer.status, ...rates(answer)], [200, null, null])
  }
})

test('distinct people of a day are limited before any use is spent; one met today stays allowed', async () => {
  const person = await bench.addPerson([{}])
  becomeKey('gratuito', ['sistema1:consultar', 'concessoes:solicitar'])
  const grant = await granted(grantInput(person.cpf), 1)
  const look = (cpf: string) => {
    clock.advance({ seconds: 1 })
    return ask('/v1/sistema1/consultas', { body: { cpf }, grant })
  }
  const first = randomCpf()
  assert.equal(await codeOf(await look(first)), 'concessao_negada')
  for (let count = 1; count < 200; count++) assert.equal((await look(randomCpf())).status, 403)
  const refused = await look(person.cpf)
  assert.ok(Number(refused.headers.get('retry-after')) > 3_600)
  assert.deepEqual([refused.status, await codeOf(refused)], [429, 'pessoas_demais'])
  assert.deepEqual((await bench.ledger(person)).map(({ event, outcome, code }) => [event, outcome, code]).at(-1), [
    'debts.file_opened',
    'negada',
    'pessoas_demais',
  ])
  assert.equal(await codeOf(await look(first)), 'concessao_negada')
  clock.advance({ hours: 24 })
  assert.equal((await look(person.cpf)).status, 200)
  assert.equal(await usesLeft(grant), 9)
})

test('whom a search finds counts among the people of a day; over the limit nobody is shown', async () => {
  const name = `Zulmira ${randomId('event').slice(4, 10).replace(/\d/g, 'x')} Quaresma`
  const people = await Promise.all([1, 2].map(() => bench.addPerson([], { name })))
  becomeKey('gratuito', ['sistema1:consultar', 'concessoes:solicitar'])
  const grant = await granted(searchInput(), 2)
  const search = () => ask('/v1/sistema1/consultas', { body: { nome: name }, grant })
  const met = new Set<string>()
  for (let count = 0; count < 199; count++) {
    clock.advance({ seconds: 1 })
    met.add(String((await ask(`/v1/sistema1/${randomCpf()}`, { grant })).status))
  }
  assert.deepEqual([...met], ['403'])
  clock.advance({ seconds: 1 })
  const refused = await search()
  assert.deepEqual([refused.status, await codeOf(refused)], [429, 'pessoas_demais'])
  const rows = (await bench.ledger({ grantId: grant })).filter(({ event }) => event === 'debts.candidates_searched')
  assert.deepEqual(
    rows.map(({ code }) => code).filter((code) => code !== null),
    ['pessoas_demais'],
  )
  clock.advance({ hours: 24 })
  const found = (await (await search()).json()) as { itens: unknown[] }
  assert.equal(found.itens.length, people.length)
})

/** A live grant for whoever asks now. */
async function granted(input: object, approvals: number): Promise<GrantId> {
  const { id } = await requestGrant(bench.context, who.call, input)
  for (let count = 0; count < approvals; count++) {
    await bench.approve(callAs('approver', institution), id)
  }
  // As the operation made it.
  return id as GrantId
}

async function usesLeft(grant: GrantId): Promise<number | undefined> {
  return (await getGrant(bench.context, who.call, { id: grant })).usos_restantes
}
