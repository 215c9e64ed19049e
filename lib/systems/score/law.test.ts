import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AnswerName, classOf, type DataClass, FIELD_CLASSES, mayShow } from '#lib/access/data-classes.ts'
import { KEY_SCOPES, type Permission, permissionsOfScope } from '#lib/access/permission-catalogue.ts'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { addYears, civilDateOf } from '#lib/kernel/clock.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { fieldPathsOf, fieldsIn } from '#lib/testing/field-paths.ts'
import { featuresOf } from './features.ts'
import type { Person } from './person.ts'
import { CandidatesSchema, PortfolioSchema, ScoreFileSchema } from './schemas.ts'
import { createMemoryPortfolioStore } from './store.memory.portfolio.ts'
import { createMemoryPeopleStore } from './store.memory.ts'
import { anApp } from './test-bench.ts'
import { AURORA, aPerson, PEOPLE, summaryOf } from './test-people.ts'

const now = new FakeClock().now()
const summary = summaryOf([{ amountCents: 123_450, dueOn: addYears(civilDateOf(now), -1) }], now)

async function aService(over: Partial<Person> = {}) {
  const person = { ...aPerson(now), ...over }
  const consents = [{ institutionId: AURORA, validUntil: new Date(now.getTime() + 1_000) }]
  const score = { value: 500, at: now }
  const app = await anApp({
    people: createMemoryPeopleStore(new Map([[PEOPLE.plain, person]])),
    portfolio: createMemoryPortfolioStore([{ personId: 'per_1', cpf: PEOPLE.plain, person, consents, score }]),
    ledger: createMemoryInquiryLedger(),
  })
  app.debts.answer = { kind: 'permitted', summary }
  app.debts.ranking = { kind: 'permitted', people: [{ reference: 'per_1', summary }], next: null }
  return app
}

const SCHEMAS = { ficha2: ScoreFileSchema, candidatos: CandidatesSchema, carteira: PortfolioSchema } as const

for (const [answer, schema] of Object.entries(SCHEMAS)) {
  test(`every member of ${answer} has a class, and no class is left over`, () => {
    const classified = Object.keys(FIELD_CLASSES[answer as keyof typeof SCHEMAS])
    assert.deepEqual(fieldPathsOf(schema), classified.sort())
  })
}

const none = new Set<DataClass>()
const DOORS: Readonly<Record<keyof typeof SCHEMAS, string>> = {
  ficha2: `/v1/sistema2/${PEOPLE.plain}`,
  candidatos: `/v1/sistema2/${encodeURIComponent(aPerson(now).name)}`,
  carteira: '/v1/sistema2?ordem=',
}

test('whatever the scopes, no answer holds a member that its class denies to that audience', async () => {
  const { fetch, aToken, aKeyToken, clock } = await aService()
  const own = KEY_SCOPES.filter((scope) => scope.startsWith('sistema2:') || scope === 'dividas:resumo')
  let seen = 0
  for (let mask = 0; mask < 2 ** own.length; mask++) {
    const scope = own.filter((_, bit) => mask & (1 << bit)).join(' ')
    for (const audience of ['partner', 'analyst'] as const) {
      const authorization = `Bearer ${await (audience === 'partner' ? aKeyToken(scope) : aToken(scope))}`
      for (const [answer, door] of Object.entries(DOORS)) {
        const orders = answer === 'carteira' ? ['-renda', '-score', '-divida_total'] : ['']
        for (const order of orders) {
          clock.advance({ seconds: 1 })
          const response = await fetch(door + order, { headers: { authorization } })
          const body: unknown = await response.json()
          if (response.status !== 200) {
            assert.equal(response.status, 403, `${door} ${scope}`)
            assert.doesNotMatch(JSON.stringify(body), /Pessoa|score|renda|\d{3}\.\d{3}/)
            continue
          }
          seen += 1
          // The bench's member of before asked too, so the own institution's hand is allowed to show.
          const ground = { audience, permissions: permissionsOfScope(scope), consented: none, isOwn: true }
          const forbidden = fieldsIn(body).filter(([path]) => !mayShow(classOf(answer as AnswerName, path), ground))
          assert.deepEqual(forbidden, [], `${answer} ${order} ${audience} ${scope}`)
        }
      }
    }
  }
  assert.ok(seen > 80)
})

test('Lei 12.414 art. 7-A: name, address, sex, origin, health and the person’s own look-ups change no feature', () => {
  const person = aPerson(now)
  const plain = featuresOf(person, summary, now)
  const changed: Person = {
    ...person,
    name: 'Outra Pessoa Qualquer',
    fraudAlert: true,
    address: { ...person.address, uf: 'AC', city: 'Rio Branco', district: 'Periferia', postalCode: '69900000' },
  }
  assert.deepEqual(featuresOf(changed, summary, now), plain)
  // What nobody has a member for can't arrive by another way either.
  const smuggled = { ...person, sex: 'F', origin: 'X', health: 'Y', ownInquiries: 9 }
  assert.deepEqual(featuresOf(smuggled, summary, now), plain)
  assert.doesNotMatch(Object.keys(plain).join(' '), /sex|gender|origin|race|health|address|uf|city|name|own/i)
})

test('Lei 12.414 art. 5, I: a closed file is an unknown person to every reading and in every list', async () => {
  const { fetch, get, post, aToken } = await aService({ closed: true })
  const token = await aToken('sistema2:score sistema2:cadastro sistema2:listar dividas:resumo')
  const bodyOf = async (response: Promise<Response>) => {
    const { requisicao: _, ...body } = (await (await response).json()) as Record<string, unknown>
    return body
  }
  assert.deepEqual(await bodyOf(get(PEOPLE.plain, token)), await bodyOf(get(PEOPLE.unknown, token)))
  assert.deepEqual(await bodyOf(post({ cpf: PEOPLE.plain }, token)), await bodyOf(post({ cpf: PEOPLE.unknown }, token)))
  const { name } = aPerson(now)
  const nothing = { itens: [], proximo: null }
  for (const text of [name, 'Rua das Acácias, 120']) {
    assert.deepEqual(await bodyOf(get(encodeURIComponent(text), token)), nothing)
  }
  for (const order of ['-renda', '-score', '-divida_total']) {
    const authorization = `Bearer ${token}`
    assert.deepEqual(await bodyOf(fetch(`/v1/sistema2?ordem=${order}`, { headers: { authorization } })), nothing, order)
  }
})

test('registration comes with its scope and never without, on every door', async () => {
  const { get, aToken } = await aService()
  const without = await (await get(PEOPLE.plain, await aToken('sistema2:score dividas:resumo'))).text()
  assert.doesNotMatch(without, /Acácias|50010120|4000\.00|30000\.00|Automóvel/)
  const withScope = await (await get(PEOPLE.plain, await aToken('sistema2:cadastro'))).text()
  for (const datum of [/Acácias/, /50010120/, /4000\.00/, /30000\.00/, /Automóvel/]) assert.match(withScope, datum)
})

test('a member that no class names may be shown to nobody, with every scope there is', () => {
  const ground = { audience: 'partner', permissions: new Set<Permission>(KEY_SCOPES), consented: none } as const
  for (const path of ['sexo', 'score.features', 'dividas.itens.credor', 'cpf_completo']) {
    assert.equal(mayShow(classOf('ficha2', path), ground), false)
  }
})
