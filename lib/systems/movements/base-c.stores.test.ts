import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Document } from 'mongodb'
import { createMongoInquiryLedger, type InquiryDocument } from '#lib/audit/store.mongo.ts'
import { connectMongo, type Db, int64, type MongoConnection } from '#lib/datastores/mongo.ts'
import { civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_BUREAUS, DEMO_INSTITUTIONS, DEMO_PEOPLE, DEMO_SEED } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { createCardIndex } from './card-index.ts'
import { createMongoCredentialStore } from './credentials/store.mongo.ts'
import { spanOfDay } from './day-span.ts'
import { portfolioStoreContract } from './portfolio.contract.ts'
import { MovementFileSchema, PortfolioInquiriesSchema, PortfolioMovementsSchema } from './schemas.ts'
import { prepareBaseC, seedCredentials, seedMovements } from './seed.ts'
import { holderStoreContract } from './store.contract.ts'
import { createMongoPortfolioStore, inquiriesQuery, movementsQuery } from './store.mongo.portfolio.ts'
import { createMongoHolderStore } from './store.mongo.ts'
import { aKey, anApp } from './test-bench.ts'
import { CARD_INDEX, storePeople } from './test-stored-people.ts'

const CARD_KEY = new Redacted('card-index-of-seeded-people-'.repeat(2))
let bases: OwnMongoBases
let service: MongoConnection
let baseC: Db
before(async () => {
  bases = await createOwnMongoBases()
  baseC = bases.baseC
  await prepareBaseC(baseC)
  service = await connectMongo(bases.user('sistema3'), { appName: 'test-sistema3' })
})
after(async () => {
  await service.close()
  await bases.drop()
})

const ledgerOf = () => createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf })

holderStoreContract('mongo', async (people) => {
  await storePeople(baseC, people)
  return createMongoHolderStore(service.db, CARD_INDEX)
})
portfolioStoreContract('mongo', async (people) => {
  await storePeople(baseC, people)
  return createMongoPortfolioStore(service.db)
})

/** The seeded people, asked through the whole app with a key of Banco Aurora. */
async function aSeededApp() {
  const today = civilDateOf(systemClock.now())
  const population = createPopulation({ seed: DEMO_SEED, size: 60, today })
  await seedMovements({ db: baseC, cardKey: CARD_KEY }, population)
  const key = aKey({ institutionId: DEMO_INSTITUTIONS.aurora.id, updatedAt: systemClock.now() })
  const boreal = aKey({ institutionId: DEMO_INSTITUTIONS.boreal.id, updatedAt: systemClock.now() })
  const seeds = [key.row, boreal.row].map((row) => ({
    ...row,
    secrets: row.secrets.map((one) => ({ ...one, last4: '0000' })),
  }))
  await seedCredentials(baseC, seeds, { clock: systemClock })
  const app = await anApp({
    holders: createMongoHolderStore(service.db, createCardIndex(CARD_KEY)),
    portfolio: createMongoPortfolioStore(service.db),
    ledger: ledgerOf(),
    credentials: createMongoCredentialStore(service.db),
    clock: new FakeClock(systemClock.now().toISOString()),
  })
  return { ...app, population, key, boreal }
}

test('a seeded person’s file comes whole, the row stands before the answer, and seeding again changes nothing', async () => {
  const { get, population, key, clock } = await aSeededApp()
  const plain = population.person(DEMO_PEOPLE.plain)
  const ask = async () => MovementFileSchema.parse(await (await get(`${plain.cpf}?limite=100`, key.basic)).json())
  const file = await ask()
  assert.ok('itens' in file.movimentacoes && 'cartao' in file.ultima_compra_cartao)
  assert.equal(file.movimentacoes.itens.length, Math.min(100, plain.movements.length))
  assert.equal(file.movimentacoes.itens[0]?.em, plain.movements[0]?.at.toISOString())
  assert.equal(file.ultima_compra_cartao.cartao?.token, plain.cardPurchases[0]?.cardToken)
  const rows = await baseC.collection<InquiryDocument>('inquiries').find({ subject: plain.cpf }).toArray()
  assert.equal(rows.length, 1)
  assert.partialDeepStrictEqual(rows[0], { outcome: 'answered', actor: { id: key.row.id }, ip: '203.0.113.9' })

  await seedMovements({ db: baseC, cardKey: CARD_KEY }, population)
  clock.advance({ seconds: 1 })
  const again = await ask()
  assert.deepEqual({ ...again, ultima_consulta: null }, file)
  assert.partialDeepStrictEqual(again.ultima_consulta, { usuario: key.row.id, ip: '203.0.113.9' })
})

test('another institution, without the person’s consent, sees no movement of hers', async () => {
  const { get, population, boreal } = await aSeededApp()
  const onlyAurora = [...population].find(({ fileStatus, consents }) => {
    return fileStatus === 'open' && consents.every(({ institutionId }) => institutionId === DEMO_INSTITUTIONS.aurora.id)
  })
  assert.ok(onlyAurora)
  const response = await get(onlyAurora.cpf, boreal.basic)
  const file = MovementFileSchema.parse(await response.json())
  assert.deepEqual(file.movimentacoes, { situacao: 'nao_autorizado' })
  assert.deepEqual(file.ultima_compra_cartao, { situacao: 'nao_autorizado' })
})

test('a ledger that refuses the row: 503 and not a datum; it heals by itself', async () => {
  const { get, population, key } = await aSeededApp()
  const { cpf } = population.person(DEMO_PEOPLE.plain)
  const nothing = { collMod: 'inquiries', validator: { $jsonSchema: { required: ['never'] } } }
  await baseC.command(nothing)
  const response = await get(cpf, key.basic)
  const body = await response.text()
  await prepareBaseC(baseC)
  assert.equal(response.status, 503)
  assert.ok(response.headers.get('retry-after'))
  assert.match(body, /auditoria_indisponivel/)
  assert.doesNotMatch(body, /movimentacoes|Pix|atualizado_em/)
  assert.equal((await get(cpf, key.basic)).status, 200)
})

test('the service’s user can add to the ledger, not change or remove; nor write anything else', async () => {
  const refused = { codeName: 'Unauthorized' }
  const ledger = service.db.collection('inquiries')
  await assert.rejects(ledger.updateMany({}, { $set: { ip: 'x' } }), refused)
  await assert.rejects(ledger.deleteMany({}), refused)
  for (const name of ['holders', 'movements', 'consents', 'bureau_inquiries']) {
    await assert.rejects(service.db.collection(name).deleteMany({}), refused)
  }
  await assert.rejects(service.db.collection('cards').insertOne({}), refused)
  await assert.rejects(service.db.collection('credentials').updateMany({}, { $set: { status: 'ativa' } }), refused)
  await assert.rejects(service.db.command({ collMod: 'inquiries', validator: {} }), refused)
})

test('the server itself refuses a whole card number, a wrong type, an unknown member', async () => {
  const row = {
    _id: `mov_${'x'.repeat(22)}` as never,
    cpf: '99900000005',
    at: new Date(),
    direction: 'DEBITO',
    description: 'x',
  }
  const movements = baseC.collection('movements')
  await assert.rejects(movements.insertOne({ ...row, type: 'PIX', amount_cents: 1.5 }), { code: 121 })
  await assert.rejects(movements.insertOne({ ...row, type: 'CHEQUE', amount_cents: int64(1) }), { code: 121 })
  await assert.rejects(movements.insertOne({ ...row, type: 'PIX', amount_cents: int64(1), card: '4111111111111111' }), {
    code: 121,
  })
})

test('each read is one index range', async () => {
  const population = createPopulation({ seed: DEMO_SEED, size: 60, today: civilDateOf(systemClock.now()) })
  const { cpf } = population.person(DEMO_PEOPLE.plain)
  const at = new Date()
  const { id: institution } = DEMO_INSTITUTIONS.aurora
  const page = { limit: 21, after: { at, id: 'mov_x' } }
  const day = { kind: 'span', ...spanOfDay(civilDateOf(at)) } as const
  const newestFirst = { at: -1, _id: -1 } as const
  const finds: [string, Document, Readonly<Record<string, 1 | -1>>][] = [
    ['movements', { cpf, at: { $lte: at }, $or: [{ at: { $lt: at } }, { _id: { $lt: 'mov_x' } }] }, newestFirst],
    ['movements', movementsQuery(institution, day, page).where, newestFirst],
    ['movements', movementsQuery(institution, day, { limit: 21, after: null }).where, newestFirst],
    ['movements', movementsQuery(institution, { kind: 'type', type: 'PIX' }, page).where, newestFirst],
    ['bureau_inquiries', inquiriesQuery(institution, DEMO_BUREAUS[0].id, page).where, newestFirst],
    ['bureau_inquiries', { cpf }, { at: -1 }],
    ['consents', { cpf, institution_id: institution, expires_at: { $gt: at } }, {}],
    ['consents', { cpf: { $in: [cpf, '99900001826'] }, institution_id: institution, expires_at: { $gt: at } }, {}],
    ['cards', { number_hash: 'x' }, {}],
    ['inquiries', { subject: cpf, outcome: 'answered' }, { at: -1 }],
  ]
  for (const [name, filter, sort] of finds) {
    const plan = await baseC.collection(name).find(filter).sort(sort).limit(21).explain('queryPlanner')
    const winning = JSON.stringify(plan.queryPlanner.winningPlan)
    assert.match(winning, /IXSCAN/, name)
    assert.doesNotMatch(winning, /COLLSCAN|"SORT"/, name)
  }
})

test('a list reads as many rows of its index as it shows, and hides whoever has no live consent', async () => {
  const { get, population, key } = await aSeededApp()
  const { id: institution } = DEMO_INSTITUTIONS.aurora
  const { where, options } = movementsQuery(institution, { kind: 'type', type: 'PIX' }, { limit: 21, after: null })
  const plan = await baseC
    .collection('movements')
    .find(where as Document, options)
    .explain('executionStats')
  assert.ok(plan.executionStats.totalKeysExamined <= 22, String(plan.executionStats.totalKeysExamined))
  const now = systemClock.now()
  const consented = [...population].filter(
    ({ fileStatus, consents }) =>
      fileStatus === 'open' &&
      consents.some(
        ({ institutionId, classes, expiresAt }) =>
          institutionId === institution && classes.includes('BANK_SECRECY') && expiresAt > now,
      ),
  )
  const expected = consented.flatMap(({ movements }) => movements.filter(({ type }) => type === 'PIX'))
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const response = await get(`PIX?limite=100${cursor}`, key.basic)
    const page = PortfolioMovementsSchema.strict().parse(await response.json())
    seen.push(...page.itens.map((row) => JSON.stringify([row.nome, row.em, row.valor, row.descricao])))
    if (page.proximo === null) break
    cursor = `&cursor=${page.proximo}`
  }
  assert.equal(seen.length, expected.length)
  const response = await get(`${DEMO_BUREAUS[0].id}?limite=100`, key.basic)
  const { itens } = PortfolioInquiriesSchema.strict().parse(await response.json())
  const atBureau = consented.flatMap((person) =>
    person.bureauInquiries.filter(({ bureauId }) => bureauId === DEMO_BUREAUS[0].id),
  )
  assert.equal(itens.length, Math.min(100, atBureau.length))
})

test('seeded cards open by token and number, and no number is anywhere in Base C', async () => {
  const { get, post, population, key } = await aSeededApp()
  const [card] = population.person(DEMO_PEOPLE.plain).cards
  assert.ok(card)
  assert.equal((await get(card.token, key.basic)).status, 200)
  assert.equal((await post({ cartao: card.number }, key.basic)).status, 200)
  for (const { name } of await baseC.listCollections().toArray()) {
    const rows = JSON.stringify(await baseC.collection(name).find().toArray())
    assert.ok(!rows.includes(card.number), name)
  }
})

test('a suspended key is out one reload after its row has changed', async () => {
  const { get, keys, key, population, clock } = await aSeededApp()
  const { cpf } = population.person(DEMO_PEOPLE.plain)
  assert.equal((await get(cpf, key.basic)).status, 200)
  clock.advance({ seconds: 1 })
  await baseC
    .collection('credentials')
    .updateOne(
      { _id: key.row.id as never },
      { $set: { status: 'suspensa', updated_at: systemClock.now() }, $inc: { version: 1 } },
    )
  await keys.reload()
  assert.equal((await get(cpf, key.basic)).status, 401)
})
