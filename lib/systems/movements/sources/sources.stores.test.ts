import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { InquiryDocument } from '#lib/audit/store.mongo.ts'
import { aConsentBench, openStores } from '../consents/test-bench.ts'
import { PEOPLE } from '../test-people.ts'
import { ReceivedMovementsSchema } from './schemas.ts'

let stores: Awaited<ReturnType<typeof openStores>>
before(async () => {
  stores = await openStores()
})
after(() => stores.close())

const aRow = (chave: string, over: object = {}) => ({
  chave,
  cpf: PEOPLE.plain,
  em: '2026-07-01T11:59:00.000Z',
  tipo: 'TED',
  sentido: 'CREDITO',
  valor: '1234.50',
  descricao: 'TED recebida',
  ...over,
})

async function resultsOf(response: Response): Promise<string[]> {
  assert.equal(response.status, 200)
  const { itens } = ReceivedMovementsSchema.strict().parse(await response.json())
  return itens.map(({ chave, resultado, codigo }) => [chave, resultado, ...(codigo ? [codigo] : [])].join(' '))
}

test('rows come in once, whatever is sent again; other content under a known key is a conflict of its row', async () => {
  const { send, boreal } = await aConsentBench(stores)
  const batch = [aRow('a'), aRow('b', { cpf: PEOPLE.other }), aRow('a')]
  assert.deepEqual(await resultsOf(await send(batch)), ['a criada', 'b criada', 'a criada'])
  assert.deepEqual(await resultsOf(await send(batch)), ['a inalterada', 'b inalterada', 'a inalterada'])
  const changed = [aRow('a', { valor: '1234.51' }), aRow('b'), aRow('c')]
  assert.deepEqual(await resultsOf(await send(changed)), ['a recusada conflito', 'b recusada conflito', 'c criada'])
  const stored = stores.bases.baseC.collection('movements')
  assert.equal(await stored.countDocuments({ type: 'TED' }), 3)
  const ofAnother = await send([aRow('a', { valor: '9.99' })], { authorization: boreal.basic })
  assert.deepEqual(await resultsOf(ofAnother), ['a criada'], 'each source has keys of its own')
  const row = await stored.findOne({ type: 'TED', cpf: PEOPLE.other })
  assert.partialDeepStrictEqual(row, { amount_cents: 123_450, direction: 'CREDITO', description: 'TED recebida' })
})

test('unknown and closed files refuse their rows alike, and no other', async () => {
  const { send } = await aConsentBench(stores)
  const batch = [aRow('x', { cpf: PEOPLE.unknown }), aRow('y', { cpf: PEOPLE.closed }), aRow('z')]
  assert.deepEqual(await resultsOf(await send(batch)), [
    'x recusada pessoa_nao_encontrada',
    'y recusada pessoa_nao_encontrada',
    'z criada',
  ])
})

test('what comes in under a live consent is in the lists at once, also where both come at the same moment', async () => {
  const bench = await aConsentBench(stores)
  const rows = Array.from({ length: 10 }, (_, index) => aRow(`m${index}`, { tipo: 'PIX' }))
  await Promise.all([...rows.map((row) => bench.send([row])), bench.register({ cpf: PEOPLE.plain })])
  assert.deepEqual(await bench.sees(PEOPLE.plain), { listed: 55, file: true })
  await resultsOf(await bench.send([aRow('later', { tipo: 'PIX' })]))
  assert.deepEqual(await bench.sees(PEOPLE.plain), { listed: 56, file: true })
})

test('bad batches are refused whole, before anything is stored', async () => {
  const { send, looker, code } = await aConsentBench(stores)
  const cases: [readonly object[], string][] = [
    [[], 'requisicao_invalida'],
    [Array.from({ length: 1_001 }, (_, index) => aRow(`k${index}`)), 'requisicao_invalida'],
    [[aRow('a'), aRow('a', { valor: '1.00' })], 'conflito'],
    [[aRow('a', { em: '2026-07-01T12:00:00.001Z' })], 'intervalo_de_datas'],
    [[aRow('a', { cpf: '99900000004' })], 'cpf_digito'],
    [[aRow('a', { valor: '0.00' })], 'requisicao_invalida'],
    [[aRow('a', { valor: '-1.00' })], 'requisicao_invalida'],
    [[aRow('a', { valor: 12.5 })], 'requisicao_invalida'],
    [[aRow('a', { tipo: 'CHEQUE' })], 'requisicao_invalida'],
    [[aRow('a', { descricao: 'cartão 4111111111111111' })], 'requisicao_invalida'],
    [[aRow('a b')], 'requisicao_invalida'],
    [[aRow('a', { conta: '1' })], 'parametro_desconhecido'],
  ]
  for (const [batch, expected] of cases) assert.equal(await code(send(batch)), expected)
  assert.equal(await code(send([aRow('a')], { authorization: looker.basic })), 'escopo_insuficiente')
  assert.equal(await stores.bases.baseC.collection('movements').countDocuments({ type: 'TED' }), 0)
})

test('a thousand rows go in one batch, each person on record once', async () => {
  const { send } = await aConsentBench(stores)
  await stores.bases.baseC.collection('inquiries').deleteMany({})
  const descricao = 'd'.repeat(200)
  const batch = Array.from({ length: 1_000 }, (_, index) =>
    aRow(`k${index}`, { descricao, cpf: index % 2 ? PEOPLE.plain : PEOPLE.other }),
  )
  assert.equal((await resultsOf(await send(batch))).length, 1_000)
  const rows = await stores.bases.baseC.collection<InquiryDocument>('inquiries').find().toArray()
  assert.deepEqual(new Set(rows.map(({ subject }) => subject)), new Set([PEOPLE.plain, PEOPLE.other]))
  assert.deepEqual([rows.length, rows[0]?.event], [2, 'sources.movements_received'])
})

test('what can’t be put on record doesn’t come in', async () => {
  const { send, state } = await aConsentBench(stores)
  await stores.bases.baseC.collection('inquiries').deleteMany({})
  const rows = [aRow('unrecorded'), aRow('unrecorded-2', { cpf: PEOPLE.other })]
  const stored = stores.bases.baseC.collection('movements')
  const before = await stored.countDocuments()
  state.ledgerFails = true
  const refused = await send(rows)
  assert.deepEqual([refused.status, (await refused.json()).codigo], [503, 'auditoria_indisponivel'])
  assert.equal(await stored.countDocuments(), before)
  state.ledgerFails = false
  assert.deepEqual(await resultsOf(await send(rows)), ['unrecorded criada', 'unrecorded-2 criada'])
  assert.equal(await stores.bases.baseC.collection('inquiries').countDocuments(), 2)
})
