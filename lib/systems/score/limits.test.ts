import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { cpfOfBase } from '#lib/identifiers/cpf.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createMemoryPeopleStore } from './store.memory.ts'
import { anApp } from './test-bench.ts'
import { aPerson, PEOPLE } from './test-people.ts'

async function aService() {
  const people = createMemoryPeopleStore(new Map([[PEOPLE.plain, aPerson(new FakeClock().now())]]))
  const ledger = createMemoryInquiryLedger()
  const app = await anApp({ people, ledger })
  const codeOf = async (response: Response) => ((await response.json()) as { codigo: string }).codigo
  return { ...app, ledger, codeOf }
}

test('a key’s calls are counted by its tier, and every answer to it says where the limits stand', async () => {
  const { get, aKeyToken, codeOf, clock } = await aService()
  const token = await aKeyToken('sistema2:cadastro')
  const first = await get(PEOPLE.plain, token)
  assert.equal(first.status, 200)
  assert.equal(first.headers.get('ratelimit-policy'), '"burst";q=5;w=1,"daily";q=1000;w=86400')
  assert.equal(first.headers.get('ratelimit'), '"burst";r=4;t=1')
  for (const path of ['123', 'a/b', PEOPLE.unknown, `${PEOPLE.plain}?x=1`]) {
    const answer = await get(path, token)
    assert.ok(answer.status >= 400 && answer.headers.has('ratelimit'), path)
  }
  const sixth = await get('4111111111111111', token)
  assert.equal(sixth.status, 429, 'the limit comes before a card number and before input')
  assert.equal(sixth.headers.get('retry-after'), '1')
  assert.equal(await codeOf(sixth), 'limite_excedido')
  clock.advance({ seconds: 1 })
  assert.equal((await get(PEOPLE.plain, token)).status, 200)
})

test('a call from a foreign address spends nothing and still says where the limits stand', async () => {
  const { get, aKeyToken, codeOf } = await aService()
  const elsewhere = await aKeyToken('sistema2:cadastro', { enderecos: ['198.51.100.0/24'] })
  for (let call = 0; call < 7; call++) {
    const answer = await get(PEOPLE.plain, elsewhere)
    assert.equal(await codeOf(answer), 'ip_nao_permitido')
    assert.equal(answer.headers.get('ratelimit'), '"burst";r=5;t=1')
  }
})

test('distinct people of a day are limited, unknown ones counted too; one met today stays allowed', async () => {
  const { get, aKeyToken, codeOf, clock, ledger } = await aService()
  const ask = async (cpf: string) => {
    clock.advance({ seconds: 1 })
    return get(cpf, await aKeyToken('sistema2:cadastro'))
  }
  assert.equal((await ask(PEOPLE.plain)).status, 200)
  for (let serial = 0; serial < 199; serial++) {
    assert.equal((await ask(cpfOfBase(String(999_100_000 + serial)))).status, 404)
  }
  const refused = await ask(cpfOfBase('999200000'))
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 3_600)
  assert.equal(await codeOf(refused), 'pessoas_demais')
  assert.partialDeepStrictEqual(ledger.rows.at(-1), { outcome: 'refused', code: 'pessoas_demais' })
  assert.equal((await ask(PEOPLE.plain)).status, 200)
  clock.advance({ hours: 24 })
  assert.equal((await ask(cpfOfBase('999200000'))).status, 404)
})

test('a member has limits too, wider than any hand', async () => {
  const { get, aToken } = await aService()
  const token = await aToken('sistema2:cadastro')
  const answers = await Promise.all(Array.from({ length: 51 }, () => get(PEOPLE.plain, token)))
  assert.deepEqual(
    answers.map(({ status }) => status).filter((status) => status !== 200),
    [429],
  )
})
