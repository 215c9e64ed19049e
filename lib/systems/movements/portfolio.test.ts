import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { civilDateOf } from '#lib/kernel/clock.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { PortfolioInquiriesSchema, PortfolioMovementsSchema } from './schemas.ts'
import { createMemoryHolderStore, createMemoryPortfolioStore } from './store.memory.ts'
import { aKey, anApp, aService } from './test-bench.ts'
import { AURORA, aHolder, BUREAU, PEOPLE } from './test-people.ts'

const TODAY = '2026-07-01'

/** Every page of a list, as rows. */
async function allOf({ get, key }: Awaited<ReturnType<typeof aService>>, path: string, limit: number) {
  const rows = []
  for (let cursor = ''; ; ) {
    const response = await get(`${path}?limite=${limit}${cursor}`, key.basic)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    const { itens, proximo } = PortfolioMovementsSchema.strict().parse(await response.json())
    assert.ok(itens.length <= limit)
    rows.push(...itens)
    if (proximo === null) return rows
    cursor = `&cursor=${proximo}`
  }
}

test('movements of a type: everybody in the portfolio, nobody else, newest first, each once', async () => {
  const service = await aService()
  for (const limit of [1, 7, 100]) {
    const rows = await allOf(service, 'PIX', limit)
    assert.equal(rows.length, 75, 'plain’s 45 and the other’s 30; the closed file’s are not there')
    assert.deepEqual(
      rows.map(({ em }) => em),
      rows
        .map(({ em }) => em)
        .sort()
        .reverse(),
    )
  }
  assert.deepEqual(await allOf(service, 'ted', 20), [])
})

test('movements of a day are those of São Paulo’s day; other days are empty, whenever they are', async () => {
  const service = await aService()
  const rows = await allOf(service, TODAY, 5)
  assert.equal(rows.length, 36)
  for (const { em } of rows) assert.equal(civilDateOf(new Date(em)), TODAY)
  for (const day of ['2030-01-01', '1900-01-01', '2199-12-31']) assert.deepEqual(await allOf(service, day, 20), [])
})

test('a row names its person masked, and its reference opens their file for this caller alone', async () => {
  const service = await aService()
  const { get, boreal, key, code } = service
  const [row] = await allOf(service, 'PIX', 20)
  assert.ok(row)
  assert.match(row.cpf, /^\*{3}\.\d{3}\.\d{3}-\*{2}$/)
  assert.match(row.nome, /^Pessoa Inventada/)
  assert.equal((await get(row.ref, key.basic)).status, 200)
  assert.equal(await code(get(row.ref, boreal.basic)), 'referencia_invalida')
  const identifying = await aService({ scopes: ['sistema3:consultar', 'sistema3:identificar'] })
  const [whole] = await allOf(identifying, 'PIX', 1)
  assert.match(whole?.cpf ?? '', /^\d{11}$/)
})

test('each person shown is on record before the answer, once for a page, and counts among the day’s', async () => {
  const { get, key, ledger } = await aService()
  assert.equal((await get('PIX?limite=100', key.basic, { Relacao: 'PROP-1' })).status, 200)
  assert.deepEqual(new Set(ledger.rows.map(({ subject }) => subject)), new Set([PEOPLE.plain, PEOPLE.other]))
  assert.equal(ledger.rows.length, 2)
  assert.partialDeepStrictEqual(ledger.rows[0], {
    event: 'portfolio.movements_listed',
    outcome: 'answered',
    call: { relationship: 'PROP-1', ip: '203.0.113.9' },
    details: { list: 'lista:tipo:PIX', classes: ['BANK_SECRECY'] },
  })
})

test('a list that shows nobody, or is refused, is on record by its own name', async () => {
  const { get, key, boreal, ledger, code } = await aService()
  assert.equal((await get('PIX', boreal.basic)).status, 200)
  assert.equal(await code(get(`bur_${'X'.repeat(22)}`, key.basic)), 'recurso_nao_encontrado')
  const without = await aService({ scopes: [] })
  assert.equal(await without.code(without.get(TODAY, without.key.basic)), 'escopo_insuficiente')
  assert.partialDeepStrictEqual(
    [...ledger.rows, ...without.ledger.rows],
    [
      { subject: 'lista:tipo:PIX', outcome: 'answered' },
      { subject: `lista:bureau:bur_${'X'.repeat(22)}`, outcome: 'refused', code: 'recurso_nao_encontrado' },
      { subject: `lista:data:${TODAY}`, outcome: 'refused', code: 'escopo_insuficiente' },
    ],
  )
})

test('a consent that runs out takes its person out of the lists at its very instant, between two pages too', async () => {
  const service = await aService()
  const { get, key, clock, keys } = service
  const first = PortfolioMovementsSchema.parse(await (await get('PIX?limite=10', key.basic)).json())
  clock.advance({ hours: 1_000, milliseconds: -1 })
  await keys.reload()
  assert.equal((await allOf(service, 'PIX', 100)).length, 75)
  clock.advance({ milliseconds: 1 })
  await keys.reload()
  assert.deepEqual(await allOf(service, 'PIX', 100), [])
  const second = await get(`PIX?limite=10&cursor=${first.proximo}`, key.basic)
  assert.deepEqual(await second.json(), { itens: [], proximo: null })
})

test('consent for another class than bank secrecy puts nobody into a list', async () => {
  const clock = new FakeClock()
  const holder = aHolder(clock.now())
  const consents = holder.consents.map((consent) => ({ ...consent, classes: ['POSITIVE_HISTORY', 'REGISTRATION'] }))
  const people = new Map([[PEOPLE.plain, { ...holder, consents }]])
  const key = aKey()
  const app = await anApp({
    holders: createMemoryHolderStore(people),
    portfolio: createMemoryPortfolioStore(people),
    ledger: createMemoryInquiryLedger(),
    credentials: [key.row],
  })
  for (const path of ['PIX', TODAY, BUREAU.id]) {
    assert.deepEqual(await (await app.get(path, key.basic)).json(), { itens: [], proximo: null })
  }
})

test('cursors belong to one caller and one list', async () => {
  const { get, key, boreal, code } = await aService()
  const page = PortfolioMovementsSchema.parse(await (await get('PIX?limite=5', key.basic)).json())
  const cursor = `cursor=${page.proximo}`
  assert.equal((await get(`pix?${cursor}&limite=50&por=tipo`, key.basic)).status, 200)
  for (const path of [`TED?${cursor}`, `${TODAY}?${cursor}`, `${PEOPLE.plain}?${cursor}`, `${BUREAU.id}?${cursor}`]) {
    assert.equal(await code(get(path, key.basic)), 'cursor_invalido', path)
  }
  assert.equal(await code(get(`PIX?${cursor}`, boreal.basic)), 'cursor_invalido')
  assert.equal(await code(get(`PIX?${cursor}x`, key.basic)), 'cursor_invalido')
})

test('inquiries at a bureau say of whom and when, never by whom', async () => {
  const { get, key, ledger } = await aService()
  const response = await get(BUREAU.id, key.basic)
  const { itens, proximo } = PortfolioInquiriesSchema.strict().parse(await response.json())
  assert.deepEqual([itens.length, proximo], [6, null])
  for (const row of itens) {
    assert.deepEqual(Object.keys(row).sort(), ['atualizado_em', 'bureau', 'cpf', 'em', 'nome', 'ref'])
    assert.deepEqual(row.bureau, { id: BUREAU.id, nome: BUREAU.name })
  }
  assert.partialDeepStrictEqual(ledger.rows[0], {
    event: 'portfolio.inquiries_listed',
    details: { classes: ['INQUIRY_LOG'] },
  })
})

test('a page that would pass the day’s limit of people is refused whole, and nobody of it is on record as answered', async () => {
  const clock = new FakeClock()
  const people = new Map(
    Array.from({ length: 250 }, (_, index) => {
      const cpf = `99900${String(index).padStart(6, '0')}` as typeof PEOPLE.plain
      return [cpf, aHolder(clock.now(), 1, index + 1)] as const
    }),
  )
  const key = aKey({ tier: 'gratuito', institutionId: AURORA })
  const ledger = createMemoryInquiryLedger()
  const app = await anApp({
    holders: createMemoryHolderStore(people),
    portfolio: createMemoryPortfolioStore(people),
    ledger,
    credentials: [key.row],
    clock,
  })
  const page = async (query: string) =>
    (await app.get(`PIX?${query}`, key.basic)).json() as Promise<{ proximo: string }>
  const first = await page('limite=100')
  const second = await page(`limite=100&cursor=${first.proximo}`)
  assert.equal(ledger.rows.length, 200)
  const refused = await app.get(`PIX?limite=100&cursor=${second.proximo}`, key.basic)
  assert.equal(refused.status, 429)
  assert.partialDeepStrictEqual(ledger.rows.slice(200), [{ subject: 'lista:tipo:PIX', code: 'pessoas_demais' }])
  assert.equal((await app.get('PIX?limite=100', key.basic)).status, 200, 'people met today stay allowed')
})
