import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createMongoInquiryLedger, type InquiryDocument } from '#lib/audit/store.mongo.ts'
import { connectMongo, type Db, int64, type MongoConnection } from '#lib/datastores/mongo.ts'
import { parseAddressParts, parseAddressText } from '#lib/identifiers/address-key.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { parseNameKey } from '#lib/identifiers/name-key.ts'
import { addYears, type CivilDate, civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { formatReais } from '#lib/kernel/money.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_INSTITUTIONS, DEMO_PEOPLE, DEMO_SEED } from '#lib/population/demo.ts'
import type { SyntheticPerson } from '#lib/population/person.ts'
import { createPopulation } from '#lib/population/population.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { createCpfSeal } from './cpf-seal.ts'
import type { Person } from './person.ts'
import { portfolioStoreContract } from './portfolio-store.contract.ts'
import { CandidatesSchema, ScoreFileSchema } from './schemas.ts'
import { createSearchKeys } from './search-keys.ts'
import { prepareBaseB, seedScore } from './seed.ts'
import { peopleStoreContract } from './store.contract.ts'
import { candidateFind } from './store.mongo.candidates.ts'
import { createMongoPortfolioStore, portfolioOptions, rangesOf } from './store.mongo.portfolio.ts'
import { createMongoPeopleStore } from './store.mongo.ts'
import { createSubjectIndex } from './subject-index.ts'
import { anApp } from './test-bench.ts'
import { summaryOf } from './test-people.ts'

const subjectKey = new Redacted('subject-key-of-tests-'.repeat(2))
const subjectIndex = createSubjectIndex(subjectKey)
const searchKeys = createSearchKeys(subjectKey)
let bases: OwnMongoBases
let service: MongoConnection
let baseB: Db
before(async () => {
  bases = await createOwnMongoBases()
  baseB = bases.baseB
  await prepareBaseB(baseB)
  service = await connectMongo(bases.user('sistema2'), { appName: 'test-sistema2' })
})
after(async () => {
  await service.close()
  await bases.drop()
})

peopleStoreContract('mongo', async (people) => {
  await putPeople([...people].map(([cpf, person], n) => [`per_${String(n).padStart(22, '0')}`, cpf, person] as const))
  return createMongoPeopleStore(service.db, subjectKey)
})

async function putPeople(rows: readonly (readonly [string, Cpf, Person])[]): Promise<void> {
  const collection = baseB.collection<{ _id: string }>('people')
  await collection.deleteMany({})
  for (const [id, cpf, person] of rows) {
    const { postalCode, ...address } = person.address
    const name = parseNameKey(person.name)
    const lives = parseAddressParts({ logradouro: address.street, numero: address.number, cep: postalCode })
    assert.ok(name !== null && lives.kind === 'valid')
    await collection.insertOne({
      _id: id,
      ...{
        cpf_sealed: createCpfSeal(subjectKey).seal(cpf, id),
        search: { ...searchKeys.filedName(name), addresses: searchKeys.filedAddress(lives.address) },
        subject: subjectIndex(cpf),
        name: person.name,
        birth_date: person.birthDate,
        closed: person.closed,
        score_locked: person.scoreLocked,
        fraud_alert: person.fraudAlert,
        address: { ...address, postal_code: postalCode },
        assets: person.assets.map(({ valueCents, ...asset }) => ({ ...asset, value_cents: int64(valueCents) })),
        income: person.income && {
          source: person.income.source,
          monthly_cents: int64(person.income.monthlyCents),
          stability_months: person.income.stabilityMonths,
        },
        history: person.history && { months: person.history.months, on_time_bp: person.history.onTimeRatioBp },
        inquiries: person.inquiries,
        updated_at: person.updatedAt,
      },
    })
  }
}

portfolioStoreContract('mongo', async (members) => {
  await baseB.collection('portfolio').deleteMany({})
  await putPeople(members.map(({ personId, cpf, person }) => [personId, cpf, person] as const))
  const store = createMongoPortfolioStore(service.db, subjectKey)
  for (const { cpf, consents, score } of members) {
    const changes = consents.map((consent) => ({ ...consent, number: 1, cpf, changedAt: new Date() }))
    await store.apply(changes)
    if (score) await store.keepScore(cpf, score)
  }
  return store
})

async function aSeededApp() {
  const today = civilDateOf(systemClock.now())
  const population = createPopulation({ seed: DEMO_SEED, size: 60, today })
  await seedScore({ db: baseB, subjectKey }, population)
  const app = await anApp({
    people: createMongoPeopleStore(service.db, subjectKey),
    portfolio: createMongoPortfolioStore(service.db, subjectKey),
    ledger: createMongoInquiryLedger(service.db, { pseudonymOf: subjectIndex }),
    clock: new FakeClock(systemClock.now().toISOString()),
  })
  const listedOf = (person: SyntheticPerson) =>
    person.debts.filter(({ status, dueOn }) => status === 'negativada' && addYears(dueOn, 5) >= today)
  return { ...app, population, listedOf }
}

test('a seeded person’s file comes whole, again after seeding again, and each look-up leaves a row', async () => {
  const { get, aToken, population, listedOf, debts, clock } = await aSeededApp()
  const indebted = population.person(DEMO_PEOPLE.indebted)
  debts.answer = { kind: 'permitted', summary: summaryOf(listedOf(indebted), clock.now()) }
  const ask = async () => ScoreFileSchema.parse(await (await get(indebted.cpf, await aToken())).json())
  const file = await ask()
  assert.equal(file.nome, indebted.name)
  assert.partialDeepStrictEqual(file.score, { situacao: 'calculado' })
  await seedScore({ db: baseB, subjectKey }, population)
  assert.deepEqual({ ...(await ask()), ultima_consulta: null }, file)
  const rows = baseB.collection<InquiryDocument>('inquiries').find({ subject: subjectIndex(indebted.cpf) })
  assert.equal((await rows.toArray()).length, 2)
})

test('the thin file has no score', async () => {
  const { get, aToken, population, debts, clock } = await aSeededApp()
  debts.answer = { kind: 'permitted', summary: summaryOf([], clock.now()) }
  const file = ScoreFileSchema.parse(
    await (await get(population.person(DEMO_PEOPLE.noScore).cpf, await aToken())).json(),
  )
  assert.partialDeepStrictEqual(file.score, { situacao: 'sem_score', valor: null })
})

test('Base B holds no debt and no CPF: neither where people are nor in the ledger, whatever was looked up', async () => {
  const { get, aToken, population, listedOf, debts, clock } = await aSeededApp()
  const needles = new Set<string>()
  for (const person of population) {
    const listed = listedOf(person)
    const summary = summaryOf(listed, clock.now())
    debts.answer = { kind: 'permitted', summary }
    await (await get(person.cpf, await aToken())).arrayBuffer()
    needles.add(person.cpf)
    for (const debt of person.debts) needles.add(debt.id).add(debt.contractNumber)
    if (listed.length > 0)
      for (const cents of [summary.totalCents, summary.largestCents]) needles.add(String(cents)).add(formatReais(cents))
  }
  const collections = await baseB.listCollections({}, { nameOnly: true }).toArray()
  assert.deepEqual(collections.map(({ name }) => name).sort(), ['inquiries', 'people', 'portfolio', 'portfolio_feed'])
  for (const { name } of collections) {
    const words = new Set(JSON.stringify(await baseB.collection(name).find().toArray()).match(/[\w.-]+/g))
    assert.deepEqual(
      [...needles].filter((needle) => words.has(needle)),
      [],
      name,
    )
  }
})

test('a ledger that refuses the row: 503 and not a datum; it heals by itself', async () => {
  const { get, aToken, population } = await aSeededApp()
  const { cpf, name } = population.person(DEMO_PEOPLE.plain)
  await baseB.command({ collMod: 'inquiries', validator: { $jsonSchema: { required: ['never'] } } })
  const response = await get(cpf, await aToken())
  const body = await response.text()
  await prepareBaseB(baseB)
  assert.equal(response.status, 503)
  assert.ok(body.includes('auditoria_indisponivel') && !body.includes(name) && !body.includes('score'))
  assert.equal((await get(cpf, await aToken())).status, 200)
})

test('the service’s user can add to the ledger, not change or remove; nor write anything else', async () => {
  const refused = { codeName: 'Unauthorized' }
  await assert.rejects(service.db.collection('inquiries').updateMany({}, { $set: { ip: 'x' } }), refused)
  await assert.rejects(service.db.collection('inquiries').deleteMany({}), refused)
  await assert.rejects(service.db.collection('people').updateMany({}, { $set: { closed: false } }), refused)
  await assert.rejects(service.db.collection('dividas').insertOne({ a: 1 }), refused)
})

test('the server itself refuses a debt in a person’s row', async () => {
  const person = await baseB.collection('people').findOne({})
  assert.ok(person)
  const { _id } = person
  await assert.rejects(baseB.collection('people').updateOne({ _id }, { $set: { debts: [{ total: 1 }] } }), {
    code: 121,
  })
})

test('each read is one index range', async () => {
  const finds = [
    ['people', { subject: 'x' }, {}],
    ['inquiries', { subject: 'x', outcome: 'answered' }, { at: -1 }],
  ] as const
  for (const [name, filter, sort] of finds) {
    const plan = await baseB.collection(name).find(filter).sort(sort).limit(1).explain('queryPlanner')
    const winning = JSON.stringify(plan.queryPlanner.winningPlan)
    assert.match(winning, /IXSCAN/, name)
    assert.doesNotMatch(winning, /COLLSCAN|"SORT"/, name)
  }
})

test('each read of candidates is one index range in the order of ids, never a sort', async () => {
  const name = parseNameKey('Maria da Silva Souza')
  const address = parseAddressText('Rua das Flores, 10')
  assert.ok(name !== null && address.kind === 'valid')
  const finds = [
    candidateFind(searchKeys, { kind: 'name', name }, 'exact', { after: 'per_5', limit: 21 }),
    candidateFind(searchKeys, { kind: 'name', name }, 'alike', { after: '', limit: 21 }),
    candidateFind(searchKeys, { kind: 'address', address: address.address }, 'exact', { after: '', limit: 21 }),
  ]
  for (const { where, options } of finds) {
    const plan = await baseB
      .collection('people')
      .find(where as never, options)
      .explain('queryPlanner')
    const winning = JSON.stringify(plan.queryPlanner.winningPlan)
    assert.equal(winning.match(/IXSCAN/g)?.length, 1)
    assert.doesNotMatch(winning, /COLLSCAN|"SORT"/)
  }
})

test('every seeded person is found by the name and by the address, as a candidate whose reference opens the file', async () => {
  const { get, aToken, population, clock } = await aSeededApp()
  const token = await aToken('sistema2:cadastro')
  const search = async (text: string) => {
    clock.advance({ seconds: 1 })
    return CandidatesSchema.parse(await (await get(encodeURIComponent(text), token)).json()).itens
  }
  for (const person of [...population].filter(({ fileStatus }) => fileStatus === 'open').slice(0, 20)) {
    const { logradouro, numero, cep } = person.address
    for (const text of [person.name.toUpperCase(), `${logradouro}, ${numero}, ${cep}`]) {
      const found = (await search(text)).filter(({ nome }) => nome === person.name)
      const files = await Promise.all(found.map(({ ref }) => get(ref, token).then((answer) => answer.json())))
      const { idade } = ScoreFileSchema.parse(files[0])
      assert.ok(idade >= 0, text)
    }
  }
})

test('each read of a portfolio is one index range in its order, never a sort; filters read no document', async () => {
  const at = systemClock.now()
  const born = { bornFrom: '1960-01-01' as CivilDate, bornTo: '2000-12-31' as CivilDate }
  for (const by of ['income', 'score'] as const) {
    for (const uf of [null, 'SP'] as const) {
      for (const descending of [false, true]) {
        const query = { institutionId: DEMO_INSTITUTIONS.aurora.id, by, descending, uf, ...born, at }
        for (const where of [...rangesOf(query, null), ...rangesOf(query, { value: 500, personId: 'per_5' })]) {
          const find = baseB.collection('portfolio').find(where as never, portfolioOptions(query, 21))
          const winning = JSON.stringify((await find.explain('queryPlanner')).queryPlanner.winningPlan)
          assert.equal(winning.match(/IXSCAN/g)?.length, 1)
          assert.doesNotMatch(winning, /COLLSCAN|"SORT"/)
          // A read of those without a value tells null from absent in the document; nothing else does.
          const filters = winning.match(/"filter":\{[^}]*\}/g) ?? []
          assert.deepEqual(
            filters.filter((filter) => !filter.endsWith('{"$eq":null}')),
            [],
          )
        }
      }
    }
  }
})

test('the seeded portfolio is whom the population’s consents make it, and seeding again follows the doors anew', async () => {
  const { population } = await aSeededApp()
  const at = systemClock.now()
  const store = createMongoPortfolioStore(service.db, subjectKey)
  await baseB.collection('portfolio').deleteMany({})
  await store.keepLastChange(7)
  await seedScore({ db: baseB, subjectKey }, population)
  assert.equal(await store.lastChange(), 0)
  for (const { id: institutionId } of [DEMO_INSTITUTIONS.aurora, DEMO_INSTITUTIONS.boreal]) {
    const query = { institutionId, by: 'score', descending: true, uf: null, bornFrom: null, bornTo: null, at } as const
    const placed = await store.listMembers(query, { limit: 100, after: null })
    const consenting = [...population].filter(({ consents }) =>
      consents.some((consent) => consent.institutionId === institutionId && consent.expiresAt > at),
    )
    assert.deepEqual(placed.map(({ position }) => position.personId).sort(), consenting.map(({ id }) => id).sort())
    assert.ok(placed.some(({ score }) => score !== null))
  }
})
