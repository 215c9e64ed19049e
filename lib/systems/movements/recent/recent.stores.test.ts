import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Document } from 'mongodb'
import { STATEMENT_HEADER } from '#lib/access/statement.ts'
import { createMongoInquiryLedger } from '#lib/audit/store.mongo.ts'
import { connectMongo, type MongoConnection } from '#lib/datastores/mongo.ts'
import type { MemberId } from '#lib/kernel/ids.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { prepareBaseC } from '../prepare.ts'
import { RecentInquiriesSchema } from '../schemas.ts'
import { createMemoryHolderStore } from '../store.memory.ts'
import { aKey, anApp, people } from '../test-bench.ts'
import { PEOPLE } from '../test-people.ts'
import { createMongoOwnInquiries, recentQuery } from './store.mongo.ts'

const ANA = `mem_${'a'.repeat(22)}` as MemberId
const BIA = `mem_${'b'.repeat(22)}` as MemberId

let bases: OwnMongoBases
let service: MongoConnection
before(async () => {
  bases = await createOwnMongoBases()
  await prepareBaseC(bases.baseC)
  service = await connectMongo(bases.user('sistema3'), { appName: 'test-sistema3' })
})
after(async () => {
  await service?.close()
  await bases?.drop()
})

async function aPortal() {
  await bases.baseC.collection('inquiries').deleteMany({})
  const [portal, key] = [aKey({ kind: 'portal', tier: 'corporativo' }), aKey()]
  const app = await anApp({
    holders: createMemoryHolderStore(people),
    ledger: createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf }),
    own: createMongoOwnInquiries(service.db),
    credentials: [portal.row, key.row],
  })
  const as = async (sub: string) => ({
    authorization: portal.basic,
    [STATEMENT_HEADER]: await app.statementOf({ sub }),
  })
  const recent = async (headers: Record<string, string>, query = '') =>
    app.fetch(`/interno/recentes${query}`, { headers })
  return {
    ...app,
    key,
    recent,
    as,
    async lookUp(sub: string, cpf: string, headers: Record<string, string> = {}) {
      app.clock.advance({ seconds: 1 })
      const { authorization, ...statement } = await as(sub)
      return app.post({ cpf }, authorization ?? '', { ...statement, ...headers })
    },
    async peopleOf(sub: string) {
      const response = await recent(await as(sub))
      assert.equal(response.status, 200)
      return RecentInquiriesSchema.strict().parse(await response.json()).itens
    },
  }
}

test('a member’s own last look-ups: each person once, the newest first, by mask and reference', async () => {
  const { lookUp, peopleOf, refs } = await aPortal()
  await lookUp(ANA, PEOPLE.plain)
  await lookUp(ANA, PEOPLE.other, { relacao: 'PROP-17' })
  await lookUp(ANA, PEOPLE.plain)
  await lookUp(BIA, PEOPLE.other)
  const mine = await peopleOf(ANA)
  assert.deepEqual(
    mine.map(({ cpf, relacao }) => [cpf.slice(3, 12), relacao]),
    [PEOPLE.plain, PEOPLE.other].map((cpf, place) => [
      `.${cpf.slice(3, 6)}.${cpf.slice(6, 9)}-`,
      place === 0 ? null : 'PROP-17',
    ]),
  )
  const [first] = mine
  assert.equal(refs.open(first?.ref ?? '', { kind: 'member', id: ANA }), PEOPLE.plain)
  assert.throws(() => refs.open(first?.ref ?? '', { kind: 'member', id: BIA }))
  assert.equal((await peopleOf(BIA)).length, 1)
})

test('who wasn’t there, or was refused, is nobody to go back to; asking for the list is no inquiry', async () => {
  const { lookUp, peopleOf } = await aPortal()
  for (const cpf of [PEOPLE.unknown, PEOPLE.closed, '123']) await lookUp(ANA, cpf)
  assert.deepEqual(await peopleOf(ANA), [])
  const before = await bases.baseC.collection('inquiries').countDocuments()
  await peopleOf(ANA)
  assert.equal(await bases.baseC.collection('inquiries').countDocuments(), before)
})

test('no key reads it, nor anybody without a credential; a parameter is refused by name', async () => {
  const { recent, key, as, fetch } = await aPortal()
  assert.equal((await recent({ authorization: key.basic })).status, 403)
  assert.equal((await recent({})).status, 401)
  const odd = await recent(await as(ANA), '?membro=mem_x')
  assert.deepEqual([odd.status, (await odd.json()).codigo], [400, 'parametro_desconhecido'])
  assert.equal((await fetch('/interno/recentes', { method: 'POST', headers: await as(ANA) })).status, 405)
})

test('it reads one range of an index that programs’ look-ups are not in', async () => {
  const { where, options } = recentQuery(ANA)
  const plan = await bases.baseC
    .collection('inquiries')
    .find(where as Document, options)
    .explain('queryPlanner')
  const winning = JSON.stringify(plan.queryPlanner.winningPlan)
  assert.match(winning, /"indexName":"actor\.id_1_at_-1"/)
  assert.doesNotMatch(winning, /COLLSCAN|"SORT"/)
})
