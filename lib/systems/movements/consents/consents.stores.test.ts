import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AURORA, PEOPLE } from '../test-people.ts'
import { ConsentChangesSchema, ConsentListSchema, ConsentSchema } from './schemas.ts'
import { aConsentBench, inHours, NOW, openStores, TERMS } from './test-bench.ts'

let stores: Awaited<ReturnType<typeof openStores>>
before(async () => {
  stores = await openStores()
})
after(() => stores.close())
const aBench = (more: readonly Cpf[] = []) => aConsentBench(stores, more)
const nothing = { listed: 0, file: false }

test('a registered consent opens file and lists at once, to its own institution alone; taking it back closes them', async () => {
  const { register, ask, sees, boreal } = await aBench()
  assert.deepEqual(await sees(PEOPLE.plain), nothing)
  const response = await register({ cpf: PEOPLE.plain })
  assert.equal(response.status, 201)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const consent = ConsentSchema.strict().parse(await response.json())
  assert.partialDeepStrictEqual(consent, {
    instituicao: AURORA,
    situacao: 'vigente',
    substitui: null,
    encerrado_em: null,
  })
  assert.match(consent.cpf, /^\*{3}/)
  assert.deepEqual(await sees(PEOPLE.plain), { listed: 45, file: true })
  assert.deepEqual(await sees(PEOPLE.plain, boreal.basic), nothing)

  const withdrawn = await ask(`/${consent.id}`, {}, 'DELETE')
  assert.equal(withdrawn.status, 200)
  assert.partialDeepStrictEqual(ConsentSchema.parse(await withdrawn.json()), { situacao: 'retirado' })
  assert.deepEqual(await sees(PEOPLE.plain), nothing)
  const again = ConsentSchema.parse(await (await ask(`/${consent.id}`, {}, 'DELETE')).json())
  assert.equal(again.situacao, 'retirado')
  const rows = await stores.bases.baseC.collection('movements').countDocuments({ audience: { $exists: true } })
  assert.equal(rows, 0, 'no index of a list holds the person any more')
})

test('it runs out at its very instant; the rows leave the index later, and nothing shown depends on it', async () => {
  const { register, sees, clock, keys, consents } = await aBench()
  await register({ cpf: PEOPLE.plain, expira_em: inHours(1) })
  clock.advance({ hours: 1, milliseconds: -1 })
  await keys.reload()
  assert.deepEqual(await sees(PEOPLE.plain), { listed: 45, file: true })
  clock.advance({ milliseconds: 1 })
  assert.deepEqual(await sees(PEOPLE.plain), nothing)
  assert.equal(await consents.unlistExpired(clock.now(), 10), 1)
  assert.equal(await consents.unlistExpired(clock.now(), 10), 0)
  assert.equal(await stores.bases.baseC.collection('movements').countDocuments({ audience: { $exists: true } }), 0)
  await register({ cpf: PEOPLE.plain })
  assert.deepEqual(await sees(PEOPLE.plain), { listed: 45, file: true })
})

test('a newer consent replaces the live one, wider or narrower, and history stays', async () => {
  const { register, ask, sees } = await aBench()
  const first = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  const narrower = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain, classes: ['REGISTRATION'] })).json())
  assert.equal(narrower.substitui, first.id)
  assert.deepEqual(await sees(PEOPLE.plain), nothing)
  const wider = ConsentSchema.parse(
    await (await register({ cpf: PEOPLE.plain, classes: ['REGISTRATION', 'BANK_SECRECY'] })).json(),
  )
  assert.deepEqual(await sees(PEOPLE.plain), { listed: 45, file: true })
  const { itens } = ConsentListSchema.parse(await (await ask('')).json())
  assert.deepEqual(
    new Set(itens.map(({ id, situacao }) => `${id} ${situacao}`)),
    new Set([`${first.id} substituido`, `${narrower.id} substituido`, `${wider.id} vigente`]),
  )
})

test('the same Idempotency-Key: the same answer, once; another content under it is refused; another caller’s is its own', async () => {
  const { register, ask, boreal } = await aBench()
  const same = { 'Idempotency-Key': 'pedido-1' }
  const answers = await Promise.all([1, 2, 3].map(async () => (await register({ cpf: PEOPLE.plain }, same)).json()))
  const [first] = answers.map((answer) => ConsentSchema.parse(answer))
  for (const answer of answers) assert.partialDeepStrictEqual(answer, { id: first?.id, situacao: 'vigente' })
  await ask(`/${first?.id}`, {}, 'DELETE')
  const later = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain }, same)).json())
  assert.deepEqual({ ...later, ref: '' }, { ...first, ref: '' })
  assert.equal((await register({ cpf: PEOPLE.other }, same)).status, 422)
  assert.equal((await register({ cpf: PEOPLE.plain, classes: ['REGISTRATION'] }, same)).status, 422)
  assert.equal((await register({ cpf: PEOPLE.other }, { ...same, authorization: boreal.basic })).status, 201)
  assert.equal(await stores.bases.baseC.collection('consents').countDocuments(), 2)
  assert.equal((await register({ cpf: PEOPLE.plain }, { 'Idempotency-Key': 'com espaço' })).status, 400)
})

test('many at once for one person leave exactly one live, all on one feed, in order', async () => {
  const { register, feed } = await aBench()
  const answers = await Promise.all(Array.from({ length: 6 }, () => register({ cpf: PEOPLE.plain })))
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(6).fill(201),
  )
  const live = await stores.bases.baseC.collection('consents').countDocuments({ revoked_at: null })
  assert.equal(live, 1)
  const { itens, ultimo } = ConsentChangesSchema.parse(await (await feed()).json())
  assert.equal(itens.filter(({ vale_ate }) => vale_ate !== null).length, 1)
  assert.equal(itens.at(-1)?.vale_ate, TERMS.expira_em, 'the last word is the live one')
  assert.deepEqual(
    itens.map(({ numero }) => numero),
    itens.map(({ numero }) => numero).sort((one, other) => one - other),
  )
  assert.equal(ultimo, 11, 'six begun and five ended')
})

test('the feed counts a replacement’s end before its beginning, and a withdrawal after both, whatever the clock says', async () => {
  const { register, ask, feed, clock } = await aBench()
  await register({ cpf: PEOPLE.plain })
  clock.advance({ seconds: 1 })
  const { id } = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  const words = async () => {
    const { itens } = ConsentChangesSchema.parse(await (await feed()).json())
    return itens.map(({ numero, vale_ate, em }) => [numero, vale_ate !== null, Date.parse(em) - NOW.getTime()])
  }
  assert.deepEqual(await words(), [
    [2, false, 1_000],
    [3, true, 1_000],
  ])
  clock.advance({ seconds: -2 })
  await ask(`/${id}`, {}, 'DELETE')
  assert.deepEqual(await words(), [
    [2, false, 1_000],
    [4, false, -1_000],
  ])
})

test('the feed gives each change once to whoever goes on from its last number, and nothing without its secret', async () => {
  const { register, ask, feed, fetch, key } = await aBench()
  const { id } = ConsentSchema.parse(await (await register({ cpf: PEOPLE.plain })).json())
  const first = ConsentChangesSchema.strict().parse(await (await feed()).json())
  assert.partialDeepStrictEqual(first, {
    itens: [
      { numero: 1, instituicao: AURORA, cpf: PEOPLE.plain, classes: ['BANK_SECRECY'], vale_ate: TERMS.expira_em },
    ],
    ultimo: 1,
  })
  assert.deepEqual(await (await feed(1)).json(), { itens: [], ultimo: 1 })
  await ask(`/${id}`, {}, 'DELETE')
  const second = ConsentChangesSchema.parse(await (await feed(1)).json())
  assert.partialDeepStrictEqual(second, { itens: [{ numero: 2, cpf: PEOPLE.plain, vale_ate: null }], ultimo: 2 })
  assert.equal((await feed(0, 'guessed')).status, 401)
  for (const headers of [{}, { authorization: key.basic }]) {
    assert.equal((await fetch('/interno/consentimentos', { headers })).status, 401)
  }
})
