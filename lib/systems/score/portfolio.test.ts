import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { cpfOfBase } from '#lib/identifiers/cpf.ts'
import { addYears, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import type { DebtSummary } from './debts-port.ts'
import type { Person } from './person.ts'
import { PortfolioSchema } from './schemas.ts'
import { createMemoryPortfolioStore, type MemoryMember } from './store.memory.portfolio.ts'
import { createMemoryPeopleStore } from './store.memory.ts'
import { anApp } from './test-bench.ts'
import { AURORA, aPerson, BOREAL, noDebts, summaryOf } from './test-people.ts'

const now = new FakeClock().now()
const later = new Date(now.getTime() + 86_400_000)
const idOf = (serial: number) => `per_${String(serial).padStart(22, '0')}`
const ALL = 'sistema2:listar sistema2:score sistema2:cadastro dividas:resumo'

type Over = Partial<Person> & { score?: number; by?: MemoryMember['consents'][number]['institutionId'] }

async function aService(overs: readonly Over[]) {
  const members = overs.map(({ score, by, ...over }, serial): MemoryMember => {
    const person = { ...aPerson(now), name: `Pessoa ${'ABCDEFGHIJ'[serial]}`, ...over }
    const consents = [{ institutionId: by ?? AURORA, validUntil: later }]
    const kept = score === undefined ? null : { value: score, at: new Date(now.getTime() - 60_000) }
    return { personId: idOf(serial), cpf: cpfOfBase(String(999_600_000 + serial)), person, consents, score: kept }
  })
  const ledger = createMemoryInquiryLedger()
  const app = await anApp({
    people: createMemoryPeopleStore(new Map(members.map(({ cpf, person }) => [cpf, person]))),
    portfolio: createMemoryPortfolioStore(members),
    ledger,
  })
  const list = async (query = '', scope = ALL, headers: Record<string, string> = {}) =>
    app.fetch(`/v1/sistema2${query}`, { headers: { authorization: `Bearer ${await app.aToken(scope)}`, ...headers } })
  const page = async (...of: Parameters<typeof list>) => {
    const answer = await list(...of)
    assert.equal(answer.status, 200, await answer.clone().text())
    return PortfolioSchema.strict().parse(await answer.json())
  }
  const code = async (...of: Parameters<typeof list>) =>
    ((await (await list(...of)).json()) as { codigo: string }).codigo
  const ranked = (...people: [number, DebtSummary][]) => {
    const items = people.map(([serial, summary]) => ({ reference: idOf(serial), summary }))
    app.debts.ranking = { kind: 'permitted', people: items, next: null }
  }
  return { ...app, members, ledger, list, page, code, ranked }
}
const owing = (...amounts: number[]) =>
  summaryOf(
    amounts.map((amountCents) => ({ amountCents, dueOn: addYears(civilDateOf(now), -1) })),
    now,
  )

test('an order by debts is Base A’s; each row comes with its blocks and is on record', async () => {
  const { page, ranked, ledger, members, debts, get, aToken } = await aService([{}, {}, {}])
  ranked([1, owing(90_000, 5_000)], [0, owing(1_000)], [2, noDebts(now)])
  const { itens, proximo } = await page('?ordem=-divida_maior&uf=pe&idade_de=18&idade_ate=60&limite=50')
  assert.deepEqual(
    itens.map(({ nome }) => nome),
    ['Pessoa B', 'Pessoa A', 'Pessoa C'],
  )
  assert.equal(proximo, null)
  assert.deepEqual(itens[0]?.dividas, {
    situacao: 'disponivel',
    quantidade: 2,
    total: '950.00',
    maior: '900.00',
    atualizado_em: now.toISOString(),
  })
  assert.partialDeepStrictEqual(itens[2], {
    cpf: `***.${members[2]?.cpf.slice(3, 6)}.${members[2]?.cpf.slice(6, 9)}-**`,
    idade: 41,
    uf: 'PE',
    renda: { valor_mensal: '4000.00' },
    score: { situacao: 'calculado' },
    dividas: { situacao: 'disponivel', quantidade: 0, total: '0.00' },
  })
  const [question] = debts.ranked
  assert.partialDeepStrictEqual(question, { order: '-divida_maior', uf: 'PE', limit: 50, cursor: null })
  assert.deepEqual([question?.bornFrom, question?.bornTo], ['1965-07-02', '2008-07-01'])
  assert.deepEqual(
    ledger.rows.map(({ event, subject, outcome }) => [event, subject, outcome]),
    [1, 0, 2].map((serial) => ['score.listed', members[serial]?.cpf, 'answered']),
  )
  assert.ok(ledger.rows.every(({ details }) => 'score' in details))
  assert.doesNotMatch(JSON.stringify(ledger.rows), /90000|900\.00|95000|950\.00/)
  assert.equal((await get(itens[0]?.ref ?? '', await aToken())).status, 200)
})

test('only the portfolio: other institutions’ people, ended consents and closed files are left out', async () => {
  const { page, ranked, debts } = await aService([{ by: BOREAL }, { closed: true }, {}])
  debts.answer = { kind: 'permitted', summary: noDebts(now) }
  ranked([0, owing(900)], [1, owing(800)], [2, owing(700)], [7, owing(600)])
  for (const order of ['-divida_total', '-renda', '-score']) {
    const { itens } = await page(`?ordem=${order}`)
    assert.deepEqual(
      itens.map(({ nome }) => nome),
      ['Pessoa C'],
      order,
    )
  }
})

test('orders by score go by the value kept, told beside the one of today; a locked one is told by neither', async () => {
  const { page, debts, get, aToken, members } = await aService([
    { score: 400 },
    {},
    { score: 800 },
    { score: 900, scoreLocked: true },
  ])
  debts.answer = { kind: 'permitted', summary: noDebts(now) }
  const { itens } = await page('?ordem=-score')
  assert.deepEqual(itens.map(({ nome }) => nome.slice(-1)).join(''), 'DCAB')
  const [locked, first, , last] = itens
  assert.partialDeepStrictEqual(locked?.score, { situacao: 'bloqueado', valor: null, usado_na_ordem: null })
  assert.partialDeepStrictEqual(first?.score, {
    situacao: 'calculado',
    usado_na_ordem: { valor: 800, em: new Date(now.getTime() - 60_000).toISOString() },
  })
  assert.partialDeepStrictEqual(last?.score, { usado_na_ordem: null })
  // What was calculated is what places people from now on, here and by a file.
  debts.answer = { kind: 'permitted', summary: owing(900_000, 900_000, 900_000) }
  await get(members[2]?.cpf ?? '', await aToken())
  const again = await page('?ordem=-score')
  assert.equal(again.itens[2]?.nome, 'Pessoa C')
})

test('without a permit an order by debts or by score is refused; by income, blocks say why', async () => {
  const { code, page, debts } = await aService([{ score: 400 }])
  for (const [kind, expected, word, reason] of [
    ['denied', 'concessao_negada', 'negado', 'dividas_negadas'],
    ['unavailable', 'fonte_indisponivel', 'indisponivel', 'dividas_indisponiveis'],
  ] as const) {
    debts.answer = { kind }
    debts.ranking = { kind }
    for (const order of ['divida_total', '-divida_quantidade', 'score', '-score']) {
      assert.equal(await code(`?ordem=${order}`), expected, order)
    }
    const [row] = (await page('?ordem=renda')).itens
    assert.deepEqual(row?.dividas, { situacao: word })
    assert.partialDeepStrictEqual(row?.score, { situacao: 'sem_score', valor: null })
    assert.ok(row && 'motivos' in row.score && row.score.motivos[0]?.codigo === reason)
  }
})

test('an order takes the scope of what it shows, and every block its own', async () => {
  const { code, page, ranked, debts } = await aService([{}])
  ranked([0, owing(900)])
  const scope = 'sistema2:listar'
  assert.equal(await code('', 'sistema2:score sistema2:cadastro dividas:resumo'), 'escopo_insuficiente')
  for (const order of ['-divida_total', 'divida_maior', 'divida_quantidade', 'score', 'renda']) {
    assert.equal(await code(`?ordem=${order}`, scope), 'escopo_insuficiente', order)
  }
  const withheld = { situacao: 'nao_autorizado' }
  const [byDebts] = (await page('?ordem=-divida_total', `${scope} dividas:resumo`)).itens
  assert.deepEqual([byDebts?.renda, byDebts?.score], [withheld, withheld])
  const asked = debts.tokens.length
  const [byIncome] = (await page('?ordem=-renda', `${scope} sistema2:cadastro`)).itens
  assert.deepEqual([byIncome?.score, byIncome?.dividas], [withheld, withheld])
  assert.equal(debts.tokens.length, asked, 'who may see no debts asks for none')
  const [identified] = (await page('?ordem=-renda', `${scope} sistema2:cadastro sistema2:identificar`)).itens
  assert.match(identified?.cpf ?? '', /^\d{11}$/)
})

test('pages go on by a cursor that is its caller’s and its list’s alone, in Base A’s orders too', async () => {
  const { page, code, debts, aToken, fetch, ranked } = await aService([{}, {}, {}])
  const first = await page('?ordem=-renda&limite=2', `${ALL}`)
  const second = await page(`?ordem=-renda&limite=2&cursor=${first.proximo}`)
  assert.deepEqual([first.itens.length, second.itens.length, second.proximo], [2, 1, null])
  assert.equal(new Set([...first.itens, ...second.itens].map(({ cpf }) => cpf)).size, 3)
  for (const query of [
    'ordem=renda',
    'ordem=-score',
    'ordem=-divida_total',
    'ordem=-renda&uf=PE',
    'ordem=-renda&idade_de=1',
  ]) {
    assert.equal(await code(`?${query}&cursor=${first.proximo}`), 'cursor_invalido', query)
  }
  const another = await aToken(ALL, { claims: { sub: `mem_${'n'.repeat(22)}` } })
  const moved = await fetch(`/v1/sistema2?ordem=-renda&cursor=${first.proximo}`, {
    headers: { authorization: `Bearer ${another}` },
  })
  assert.equal(((await moved.json()) as { codigo: string }).codigo, 'cursor_invalido')
  ranked([0, owing(900)])
  assert.ok(debts.ranking.kind === 'permitted')
  debts.ranking = { ...debts.ranking, next: 'base-a-cursor' }
  const { proximo } = await page('?ordem=-divida_total')
  await page(`?ordem=-divida_total&cursor=${proximo}`)
  assert.equal(debts.ranked.at(-1)?.cursor, 'base-a-cursor')
  debts.ranking = { kind: 'bad_cursor' }
  assert.equal(await code(`?ordem=-divida_total&cursor=${proximo}`), 'cursor_invalido')
})

test('a copy of consents that is too old says nothing; rows count among the people of the day', async () => {
  const { code, consents, fetch, aKeyToken, page } = await aService([{}])
  consents.fresh = false
  assert.equal(await code('?ordem=-renda'), 'fonte_indisponivel')
  consents.fresh = true
  await page('?ordem=-renda')
  const answer = await fetch('/v1/sistema2?ordem=-renda', {
    headers: { authorization: `Bearer ${await aKeyToken('sistema2:listar sistema2:cadastro')}` },
  })
  assert.ok(answer.headers.has('ratelimit'))
  assert.equal(answer.headers.get('cache-control'), 'no-store')
})

test('bad lists get their codes; an attempt without the scope is on record', async () => {
  const { code, ledger, clock } = await aService([{ birthDate: '1990-01-01' as CivilDate }])
  const cases: [string, string][] = [
    ['?ordem=nome', 'requisicao_invalida'],
    ['?ordem=', 'requisicao_invalida'],
    ['?ordem=--score', 'requisicao_invalida'],
    ['?uf=XX', 'requisicao_invalida'],
    ['?idade_de=40&idade_ate=30', 'requisicao_invalida'],
    ['?idade_de=-1', 'requisicao_invalida'],
    ['?idade_ate=151', 'requisicao_invalida'],
    ['?idade_de=trinta', 'requisicao_invalida'],
    ['?limite=0', 'requisicao_invalida'],
    ['?limite=101', 'requisicao_invalida'],
    ['?cursor=x', 'cursor_invalido'],
    ['?cpf=52998224725', 'parametro_desconhecido'],
    ['?uf=SP&uf=PE', 'requisicao_invalida'],
  ]
  for (const [query, expected] of cases) {
    clock.advance({ milliseconds: 100 })
    assert.equal(await code(query), expected, query)
  }
  assert.equal(ledger.rows.length, 0)
  await code('', 'sistema2:score')
  assert.partialDeepStrictEqual(ledger.rows, [
    { subject: 'lista|-divida_total', outcome: 'refused', code: 'escopo_insuficiente' },
  ])
})
