import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { formatBasic } from '#lib/access/basic.ts'
import { createMongoInquiryLedger, type InquiryDocument } from '#lib/audit/store.mongo.ts'
import { connectMongo, type MongoConnection } from '#lib/datastores/mongo.ts'
import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { createMongoPortfolioStore } from '../portfolio.mongo.ts'
import { MovementFileSchema, PortfolioMovementsSchema } from '../schemas.ts'
import { prepareBaseC } from '../seed.ts'
import type { MemoryHolder } from '../store.memory.ts'
import { createMongoHolderStore } from '../store.mongo.ts'
import { aKey, anApp, FEED_SECRET } from '../test-bench.ts'
import { AURORA, aHolder, BOREAL, BUREAU, PEOPLE } from '../test-people.ts'
import { CARD_INDEX, storePeople } from '../test-stored-people.ts'
import { ConsentChangesSchema, ConsentListSchema, ConsentSchema } from './schemas.ts'
import { createMongoConsentStore } from './store.mongo.ts'

let bases: OwnMongoBases
let service: MongoConnection
before(async () => {
  bases = await createOwnMongoBases()
  await prepareBaseC(bases.baseC)
  service = await connectMongo(bases.user('sistema3'), { appName: 'test-sistema3' })
})
after(async () => {
  await service.close()
  await bases.drop()
})

/** People without any consent, and a service in which keys of both institutions may register some. */
async function aBench(more: readonly Cpf[] = []) {
  const clock = new FakeClock()
  const bare = (count: number, person: number): MemoryHolder => ({
    ...aHolder(clock.now(), count, person),
    consents: [],
  })
  const people = new Map([
    [PEOPLE.plain, bare(45, 0)],
    [PEOPLE.other, bare(30, 2)],
    [PEOPLE.closed, { ...bare(10, 1), closed: true }],
    ...more.map((cpf, index) => [cpf, bare(1, index + 3)] as const),
  ])
  await storePeople(bases.baseC, people)
  const scopes = ['sistema3:consultar', 'consentimentos:registrar']
  const [key, boreal, looker] = [aKey({ scopes }), aKey({ scopes, institutionId: BOREAL }), aKey()]
  const consents = createMongoConsentStore(service.db)
  const app = await anApp({
    holders: createMongoHolderStore(service.db, CARD_INDEX),
    portfolio: createMongoPortfolioStore(service.db),
    ledger: createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf }),
    consents,
    credentials: [key.row, boreal.row, looker.row],
    clock,
  })
  const path = '/v1/consentimentos'
  const headersOf = (more: Record<string, string> = {}) => ({ authorization: key.basic, ...more })
  return {
    ...app,
    consents,
    key,
    boreal,
    looker,
    register: (body: object, headers: Record<string, string> = {}) =>
      app.fetch(path, {
        method: 'POST',
        headers: { ...headersOf(headers), 'content-type': 'application/json' },
        body: JSON.stringify({ ...TERMS, ...body }),
      }),
    ask: (suffix: string, headers: Record<string, string> = {}, method = 'GET') =>
      app.fetch(path + suffix, { method, headers: headersOf(headers) }),
    code: async (response: Response | Promise<Response>) =>
      ((await (await response).json()) as { codigo: string }).codigo,
    /** How many movements the key's institution may list, and whether it sees those of a person's file. */
    async sees(cpf: Cpf, authorization = key.basic) {
      const list = PortfolioMovementsSchema.parse(await (await app.get('PIX?limite=100', authorization)).json())
      const file = MovementFileSchema.parse(await (await app.get(cpf, authorization)).json())
      return { listed: list.itens.length, file: 'itens' in file.movimentacoes }
    },
    async feed(after = 0, secret = FEED_SECRET.reveal()) {
      const authorization = formatBasic('sistema2', secret)
      return app.fetch(`/interno/consentimentos?apos=${after}`, { headers: { authorization } })
    },
  }
}
const NOW = new FakeClock().now()
const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000).toISOString()
const TERMS = { classes: ['BANK_SECRECY'], evidencia: 'Termo TE-000001, aceito no aplicativo', expira_em: inHours(24) }
const nothing = { listed: 0, file: false }

test('a registered consent opens file and lists at once, to its own institution alone; taking it back closes them', async () => {
  const { register, ask, sees, boreal } = await aBench()
  assert.deepEqual(await sees(PEOPLE.plain), nothing)
  const response = await register({ cpf: PEOPLE.plain })
  assert.equal(response.status, 201)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const consent = ConsentSchema.strict().parse(await response.json())
  assert.partialDeepStrictEqual(consent, {
    instituicao: AURORA,
    situacao: 'vigente',
    substitui: null,
    encerrado_em: null,
  })
  assert.match(consent.cpf, /^\*{3}/)
  assert.deepEqual(await sees(PEOPLE.plain), { listed: 45, file: true })
  assert.deepEqual(await sees(PEOPLE.plain, boreal.basic), nothing)

  const withdrawn = await ask(`/${consent.id}`, {}, 'DELETE')
  assert.equal(withdrawn.status, 200)
  assert.partialDeepStrictEqual(ConsentSchema.parse(await withdrawn.json()), { situacao: 'retirado' })
  assert.deepEqual(await sees(PEOPLE.plain), nothing)
  const again = ConsentSchema.parse(await (await ask(`/${consent.id}`, {}, 'DELETE')).json())
  assert.equal(again.situacao, 'retirado')
  const rows = await bases.baseC.collection('movements').countDocuments({ audience: { $exists: true } })
  assert.equal(rows, 0, 'no index of a list holds the person any more')
})

test('it runs out at its very instant; the rows leave the index later, and nothing shown depends on it', async () => {
  const { register, sees, clock, keys, consents } = await aBench()
  await register({ cpf: PEOPLE.plain, expira_em: inHours(1) })
  clock.advance({ hours: 1, milliseconds: -1 })
  await keys.reload()
  assert.deepEqual(await sees(PEOPLE.plain), { listed: 45, file: true })
  clock.advance({ milliseconds: 1 })
  assert.deepEqual(await sees(PEOPLE.plain), nothing)
  assert.equal(await consents.unlistExpired(clock.now(), 10), 1)
  assert.equal(await consents.unlistExpired(clock.now(), 10), 0)
  assert.equal(await bases.baseC.collection('movements').countDocuments({ audience: { $exists: true } }), 0)
  await register({ cpf: PEOPLE.plain })
  assert.deepEqual(await sees(PEOPLE.plain), { listed: 45, file: true })
})

test('a newer consent replaces the live one, wider or narrower, and history stays', async () => {
  const { register, ask, sees } = await aBench()
  const first = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  const narrower = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain, classes: ['REGISTRATION'] })).json())
  assert.equal(narrower.substitui, first.id)
  assert.deepEqual(await sees(PEOPLE.plain), nothing)
  const wider = ConsentSchema.parse(
    await (await register({ cpf: PEOPLE.plain, classes: ['REGISTRATION', 'BANK_SECRECY'] })).json(),
  )
  assert.deepEqual(await sees(PEOPLE.plain), { listed: 45, file: true })
  const { itens } = ConsentListSchema.parse(await (await ask('')).json())
  assert.deepEqual(
    new Set(itens.map(({ id, situacao }) => `${id} ${situacao}`)),
    new Set([`${first.id} substituido`, `${narrower.id} substituido`, `${wider.id} vigente`]),
  )
})

test('the same Idempotency-Key: the same answer, once; another content under it is refused; another caller’s is its own', async () => {
  const { register, ask, boreal } = await aBench()
  const same = { 'Idempotency-Key': 'pedido-1' }
  const answers = await Promise.all([1, 2, 3].map(async () => (await register({ cpf: PEOPLE.plain }, same)).json()))
  const [first] = answers.map((answer) => ConsentSchema.parse(answer))
  for (const answer of answers) assert.partialDeepStrictEqual(answer, { id: first?.id, situacao: 'vigente' })
  await ask(`/${first?.id}`, {}, 'DELETE')
  const later = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain }, same)).json())
  assert.deepEqual({ ...later, ref: '' }, { ...first, ref: '' })
  assert.equal((await register({ cpf: PEOPLE.other }, same)).status, 422)
  assert.equal((await register({ cpf: PEOPLE.plain, classes: ['REGISTRATION'] }, same)).status, 422)
  assert.equal((await register({ cpf: PEOPLE.other }, { ...same, authorization: boreal.basic })).status, 201)
  assert.equal(await bases.baseC.collection('consents').countDocuments(), 2)
  assert.equal((await register({ cpf: PEOPLE.plain }, { 'Idempotency-Key': 'com espaço' })).status, 400)
})

test('many at once for one person leave exactly one live, all on one feed, in order', async () => {
  const { register, feed } = await aBench()
  const answers = await Promise.all(Array.from({ length: 6 }, () => register({ cpf: PEOPLE.plain })))
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(6).fill(201),
  )
  const live = await bases.baseC.collection('consents').countDocuments({ revoked_at: null })
  assert.equal(live, 1)
  const { itens, ultimo } = ConsentChangesSchema.parse(await (await feed()).json())
  assert.equal(itens.filter(({ vale_ate }) => vale_ate !== null).length, 1)
  assert.equal(itens.at(-1)?.vale_ate, TERMS.expira_em, 'the last word is the live one')
  assert.deepEqual(
    itens.map(({ numero }) => numero),
    itens.map(({ numero }) => numero).sort((one, other) => one - other),
  )
  assert.equal(ultimo, 11, 'six begun and five ended')
})

test('the feed gives each change once to whoever goes on from its last number, and nothing without its secret', async () => {
  const { register, ask, feed, fetch, key } = await aBench()
  const { id } = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  const first = ConsentChangesSchema.strict().parse(await (await feed()).json())
  assert.partialDeepStrictEqual(first, {
    itens: [
      { numero: 1, instituicao: AURORA, cpf: PEOPLE.plain, classes: ['BANK_SECRECY'], vale_ate: TERMS.expira_em },
    ],
    ultimo: 1,
  })
  assert.deepEqual(await (await feed(1)).json(), { itens: [], ultimo: 1 })
  await ask(`/${id}`, {}, 'DELETE')
  const second = ConsentChangesSchema.parse(await (await feed(1)).json())
  assert.partialDeepStrictEqual(second, { itens: [{ numero: 2, cpf: PEOPLE.plain, vale_ate: null }], ultimo: 2 })
  assert.equal((await feed(0, 'guessed')).status, 401)
  for (const headers of [{}, { authorization: key.basic }]) {
    assert.equal((await fetch('/interno/consentimentos', { headers })).status, 401)
  }
})

test('unknown and closed files are the same 404; another institution’s consent isn’t there', async () => {
  const { register, ask, boreal, code } = await aBench()
  for (const cpf of [PEOPLE.unknown, PEOPLE.closed]) {
    assert.equal(await code(register({ cpf })), 'pessoa_nao_encontrada')
  }
  const { id } = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  const other = { authorization: boreal.basic }
  for (const method of ['GET', 'DELETE']) {
    const bodies = [id, `cst_${'z'.repeat(22)}`, 'x'].map(async (one) => {
      const response = await ask(`/${one}`, other, method)
      const { requisicao: _, ...body } = (await response.json()) as Record<string, unknown>
      return JSON.stringify([response.status, body])
    })
    assert.equal(new Set(await Promise.all(bodies)).size, 1)
  }
  assert.equal((await ask(`/${id}`)).status, 200)
})

test('a candidate’s reference stands for the CPF; without the scope nothing is registered', async () => {
  const { register, refs, key, looker, code } = await aBench()
  const ref = refs.seal(PEOPLE.plain, { kind: 'key', id: key.row.id })
  assert.equal((await register({ ref })).status, 201)
  assert.equal(await code(register({ ref: `${ref}x` })), 'referencia_invalida')
  assert.equal(await code(register({ ref, cpf: PEOPLE.plain })), 'requisicao_invalida')
  assert.equal(await code(register({ cpf: PEOPLE.plain }, { authorization: looker.basic })), 'escopo_insuficiente')
})

test('evidence, classes and an end to come are required, and a card number is no evidence', async () => {
  const { register, ask, code } = await aBench()
  const cases: [object, string][] = [
    [{ cpf: PEOPLE.plain, evidencia: undefined }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, evidencia: 'curta' }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, evidencia: 'cartão 4111 1111 1111 1111 no aplicativo' }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, classes: [] }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, classes: ['SCORE'] }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, classes: ['REGISTRATION', 'REGISTRATION'] }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, expira_em: undefined }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, expira_em: '2027-01-01' }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, expira_em: NOW.toISOString() }, 'intervalo_de_datas'],
    [{ cpf: PEOPLE.plain, expira_em: inHours(24 * 366 * 6) }, 'intervalo_de_datas'],
    [{ cpf: PEOPLE.plain, instituicao: BOREAL }, 'parametro_desconhecido'],
    [{ cpf: '99900000004' }, 'cpf_digito'],
    [{}, 'requisicao_invalida'],
  ]
  for (const [body, expected] of cases) assert.equal(await code(register(body)), expected, JSON.stringify(body))
  assert.equal(await code(ask('?limite=0')), 'requisicao_invalida')
  assert.equal(await code(ask('?cursor=x.y')), 'cursor_invalido')
  assert.equal(await code(ask('?x=1')), 'parametro_desconhecido')
  assert.equal(await code(ask('', {}, 'PUT')), 'metodo_nao_permitido')
  assert.equal(await bases.baseC.collection('consents').countDocuments(), 0)
})

test('each act and each row shown is on record', async () => {
  const { register, ask, clock } = await aBench()
  await bases.baseC.collection('inquiries').deleteMany({})
  const { id } = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  clock.advance({ milliseconds: 1 })
  await register({ cpf: PEOPLE.other })
  await ask('')
  await ask(`/${id}`, {}, 'DELETE')
  await ask(`/cst_${'z'.repeat(22)}`)
  const rows = await bases.baseC.collection<InquiryDocument>('inquiries').find().toArray()
  assert.deepEqual(
    rows.map(({ event, subject, outcome }) => [event, subject, outcome]),
    [
      ['consents.registered', PEOPLE.plain, 'answered'],
      ['consents.registered', PEOPLE.other, 'answered'],
      ['consents.read', PEOPLE.other, 'answered'],
      ['consents.read', PEOPLE.plain, 'answered'],
      ['consents.withdrawn', PEOPLE.plain, 'answered'],
      ['consents.read', `consentimento:cst_${'z'.repeat(22)}`, 'refused'],
    ],
  )
})

test('pages of consents are whole and without doubles while more are registered', async () => {
  const cpfs = Array.from({ length: 12 }, (_, index) => cpfOfBase(String(999_000_500 + index)))
  const { register, ask, clock } = await aBench(cpfs)
  for (const cpf of cpfs) await register({ cpf })
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const page = ConsentListSchema.parse(await (await ask(`?limite=5${cursor}`)).json())
    seen.push(...page.itens.map(({ id }) => id))
    if (page.proximo === null) break
    cursor = `&cursor=${page.proximo}`
    clock.advance({ seconds: 1 })
    await register({ cpf: PEOPLE.other })
  }
  assert.deepEqual([seen.length, new Set(seen).size], [12, 12])
})

test('a token of aud crivo opens this door, and no other of sistema3', async () => {
  const clock = new FakeClock()
  await storePeople(bases.baseC, new Map([[PEOPLE.plain, { ...aHolder(clock.now()), consents: [] }]]))
  const key = aKey()
  const actor = {
    kind: 'key',
    id: key.row.id,
    label: key.row.id,
    institutionId: AURORA,
    permissions: new Set(['consentimentos:registrar'] as const),
    purposes: ['analise_de_credito'],
  } as const
  const app = await anApp({
    holders: createMongoHolderStore(service.db, CARD_INDEX),
    ledger: createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf }),
    consents: createMongoConsentStore(service.db),
    credentials: [key.row],
    clock,
    async bearer(authorization, _, named) {
      if (authorization !== 'Bearer good') throw new AppError('credencial_invalida')
      named?.({ actor, tier: 'gratuito' } as never)
      return { actor, token: 'good', facts: {} as never }
    },
  })
  const ask = (path: string, authorization: string) => app.fetch(path, { headers: { authorization } })
  const listed = await ask('/v1/consentimentos', 'Bearer good')
  assert.equal(listed.status, 200)
  assert.match(listed.headers.get('ratelimit-policy') ?? '', /"burst";q=5/)
  assert.equal((await ask('/v1/consentimentos', 'Bearer bad')).status, 401)
  assert.equal((await ask(`/v1/sistema3/${PEOPLE.plain}`, 'Bearer good')).status, 401)
  assert.equal((await ask(`/v1/sistema3/${BUREAU.id}`, 'Bearer good')).status, 401)
})

test('each read of the register is one index range', async () => {
  await aBench()
  const own = { institution_id: { $eq: AURORA } }
  const finds = [
    [
      { ...own, granted_at: { $lte: NOW }, $or: [{ granted_at: { $lt: NOW } }, { _id: { $lt: 'cst_x' } }] },
      { granted_at: -1, _id: -1 },
    ],
    [{ change: { $gt: 5 } }, { change: 1 }],
    [{ listed: { $eq: true }, expires_at: { $lte: NOW } }, {}],
    [{ 'request.caller': { $eq: 'x' }, 'request.key': { $eq: 'y' }, request: { $type: 'object' } }, {}],
  ] as const
  for (const [filter, sort] of finds) {
    const plan = await bases.baseC
      .collection('consents')
      .find(filter as never)
      .sort(sort)
      .limit(21)
      .explain('queryPlanner')
    const winning = JSON.stringify(plan.queryPlanner.winningPlan)
    assert.match(winning, /IXSCAN/, JSON.stringify(filter))
    assert.doesNotMatch(winning, /COLLSCAN|"SORT"/)
  }
})
