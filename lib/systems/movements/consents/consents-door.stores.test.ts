import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createMongoInquiryLedger, type InquiryDocument } from '#lib/audit/store.mongo.ts'
import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createMongoHolderStore } from '../store.mongo.ts'
import { aKey, anApp } from '../test-bench.ts'
import { AURORA, aHolder, BOREAL, BUREAU, PEOPLE } from '../test-people.ts'
import { CARD_INDEX, storePeople } from '../test-stored-people.ts'
import { ConsentListSchema, ConsentSchema } from './schemas.ts'
import { createMongoConsentStore } from './store.mongo.ts'
import { aConsentBench, inHours, NOW, openStores } from './test-bench.ts'

let stores: Awaited<ReturnType<typeof openStores>>
before(async () => {
  stores = await openStores()
})
after(() => stores.close())
const aBench = (more: readonly Cpf[] = []) => aConsentBench(stores, more)

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
  assert.equal(await stores.bases.baseC.collection('consents').countDocuments(), 0)
})

test('each act and each row shown is on record', async () => {
  const { register, ask, clock } = await aBench()
  await stores.bases.baseC.collection('inquiries').deleteMany({})
  const { id } = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  clock.advance({ milliseconds: 1 })
  await register({ cpf: PEOPLE.other })
  await ask('')
  await ask(`/${id}`, {}, 'DELETE')
  await ask(`/cst_${'z'.repeat(22)}`)
  const rows = await stores.bases.baseC.collection<InquiryDocument>('inquiries').find().toArray()
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
  await storePeople(stores.bases.baseC, new Map([[PEOPLE.plain, { ...aHolder(clock.now()), consents: [] }]]))
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
    holders: createMongoHolderStore(stores.service.db, CARD_INDEX),
    ledger: createMongoInquiryLedger(stores.service.db, { pseudonymOf: (cpf) => cpf }),
    consents: createMongoConsentStore(stores.service.db),
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
  const refused = await ask('/v1/consentimentos', 'Bearer bad')
  assert.equal(refused.status, 401)
  assert.match(refused.headers.get('www-authenticate') ?? '', /^Basic .*, Bearer /)
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
    const plan = await stores.bases.baseC
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
