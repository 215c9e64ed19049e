import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { InquiryDocument } from '#lib/audit/store.mongo.ts'
import { PEOPLE } from '../test-people.ts'
import { ConsentSchema } from './schemas.ts'
import { aConsentBench, openStores } from './test-bench.ts'

let stores: Awaited<ReturnType<typeof openStores>>
before(async () => {
  stores = await openStores()
})
beforeEach(async () => void (await stores.bases.baseC.collection('inquiries').deleteMany({})))
after(() => stores.close())

async function records() {
  const rows = await stores.bases.baseC.collection<InquiryDocument>('inquiries').find().toArray()
  return rows.map(({ event, subject, outcome, details }) => [event, subject, outcome, details.consent ?? null])
}

async function changes() {
  const { baseC } = stores.bases
  const consents = await baseC.collection('consents').find().sort({ change: 1 }).toArray()
  const audience = await baseC.collection('movements').countDocuments({ audience: { $exists: true } })
  return [consents.map(({ change, revoked_at }) => [change, revoked_at !== null]), audience]
}

test('no limit of people stands in the way of a withdrawal, and its record names the person', async () => {
  const { register, ask, state, code } = await aConsentBench(stores)
  const { id } = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  state.metEnough = true
  assert.equal(await code(ask(`/${id}`)), 'pessoas_demais', 'looking at it is looking at a person')
  const response = await ask(`/${id}`, {}, 'DELETE')
  assert.deepEqual([response.status, ConsentSchema.parse(await response.json()).situacao], [200, 'retirado'])
  assert.equal((await ask(`/${id}`, {}, 'DELETE')).status, 200)
  assert.deepEqual(await records(), [
    ['consents.registered', PEOPLE.plain, 'answered', id],
    ['consents.read', `consentimento:${id}`, 'refused', null],
    ['consents.withdrawn', PEOPLE.plain, 'answered', id],
    ['consents.withdrawn', PEOPLE.plain, 'answered', id],
  ])
})

test('a registration beyond the limit of people changes nothing, and is on record as refused', async () => {
  const { register, state, code } = await aConsentBench(stores)
  state.metEnough = true
  assert.equal(await code(register({ cpf: PEOPLE.plain })), 'pessoas_demais')
  assert.deepEqual(await changes(), [[], 0])
  assert.deepEqual(await records(), [['consents.registered', PEOPLE.plain, 'refused', null]])
})

test('what can’t be put on record doesn’t happen: registered, replaced, withdrawn', async () => {
  const { register, ask, state, code } = await aConsentBench(stores)
  state.ledgerFails = true
  assert.equal(await code(register({ cpf: PEOPLE.plain })), 'auditoria_indisponivel')
  assert.deepEqual(await changes(), [[], 0])
  state.ledgerFails = false
  const { id } = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  const before = await changes()
  state.ledgerFails = true
  assert.equal(await code(register({ cpf: PEOPLE.plain })), 'auditoria_indisponivel')
  assert.equal(await code(ask(`/${id}`, {}, 'DELETE')), 'auditoria_indisponivel')
  assert.deepEqual(await changes(), before)
  assert.deepEqual(await records(), [['consents.registered', PEOPLE.plain, 'answered', id]])
})

test('many at once, run again where they collide, leave one record each', async () => {
  const { register } = await aConsentBench(stores)
  const answers = await Promise.all(Array.from({ length: 6 }, () => register({ cpf: PEOPLE.plain })))
  const ids = await Promise.all(answers.map(async (answer) => ConsentSchema.parse(await answer.json()).id))
  const kept = await records()
  assert.deepEqual(kept.map(([, , , id]) => id).sort(), ids.sort())
  assert.ok(
    kept.every(
      ([event, subject, outcome]) =>
        `${event} ${subject} ${outcome}` === `consents.registered ${PEOPLE.plain} answered`,
    ),
  )
})
