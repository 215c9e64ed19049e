import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AnswerName,
  classOf,
  type DataClass,
  type DataGround,
  FIELD_CLASSES,
  mayShow,
} from '#lib/access/data-classes.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { fieldPathsOf, fieldsIn } from '#lib/testing/field-paths.ts'
import { ConsentListSchema } from './consents/schemas.ts'
import { MovementFileSchema, PortfolioInquiriesSchema, PortfolioMovementsSchema } from './schemas.ts'
import { aService } from './test-bench.ts'
import { BUREAU, PEOPLE } from './test-people.ts'

const SCHEMAS = {
  ficha3: MovementFileSchema,
  carteira_movimentacoes: PortfolioMovementsSchema,
  carteira_consultas: PortfolioInquiriesSchema,
  consentimentos: ConsentListSchema,
} as const satisfies Partial<Record<AnswerName, unknown>>

for (const [answer, schema] of Object.entries(SCHEMAS)) {
  test(`every member of ${answer} has a class, and no class is left over`, () => {
    const classified = Object.keys(FIELD_CLASSES[answer as keyof typeof SCHEMAS])
    assert.deepEqual(fieldPathsOf(schema), classified.sort())
  })
}

/** Members of an answer that its ground doesn't allow. */
function forbidden(answer: AnswerName, body: unknown, ground: DataGround): string[] {
  return fieldsIn(body).flatMap(([path]) => (mayShow(classOf(answer, path), ground) ? [] : [path]))
}

const permissions = new Set<Permission>(['sistema3:consultar'])
const none = new Set<DataClass>()

/** What is seen of a file, written down by hand: who asks → which classes come. */
const GOLDEN = {
  'a partner with the person’s consent': ['IDENTITY', 'INQUIRY_LOG', 'BANK_SECRECY', 'ENVELOPE'],
  'a partner without it': ['IDENTITY', 'INQUIRY_LOG', 'ENVELOPE'],
  'an analyst with the person’s consent': ['IDENTITY', 'INQUIRY_LOG', 'BANK_SECRECY', 'ENVELOPE'],
} as const

test('real answers hold the classes of the golden table for each audience, and nothing else', async () => {
  const service = await aService()
  const { get, key, boreal, portal, statementOf } = service
  const asks = {
    'a partner with the person’s consent': () => get(PEOPLE.plain, key.basic),
    'a partner without it': () => get(PEOPLE.plain, boreal.basic),
    'an analyst with the person’s consent': async () =>
      get(PEOPLE.plain, portal.basic, { Membro: await statementOf() }),
  } as const
  for (const [who, classes] of Object.entries(GOLDEN)) {
    const body: unknown = await (await asks[who as keyof typeof asks]()).json()
    // Who asked before, whose turn it was each time, is for another test.
    const seen = new Set(fieldsIn(body).map(([path]) => classOf('ficha3', path)))
    assert.deepEqual(new Set([...seen].filter((one) => one !== 'INQUIRY_AUTHOR')), new Set(classes), who)
    const consented = new Set(classes.filter((one) => one === 'BANK_SECRECY'))
    const audience = who.startsWith('an analyst') ? 'analyst' : 'partner'
    assert.deepEqual(forbidden('ficha3', body, { audience, permissions, consented, isOwn: true }), [], who)
  }
})

test('who asked before comes only where it was the caller’s own institution', async () => {
  const { get, key, boreal } = await aService()
  await get(PEOPLE.plain, boreal.basic)
  const others: unknown = await (await get(PEOPLE.plain, key.basic)).json()
  const consented = new Set<DataClass>(['BANK_SECRECY'])
  const ground = { audience: 'partner', permissions, consented } as const
  assert.deepEqual(forbidden('ficha3', others, { ...ground, isOwn: false }), [])
  const own: unknown = await (await get(PEOPLE.plain, key.basic)).json()
  assert.deepEqual(forbidden('ficha3', own, { ...ground, isOwn: false }), [
    'ultima_consulta.ip',
    'ultima_consulta.usuario',
  ])
})

test('lists of movements are bank secrets, inquiries at a bureau are not; without the permission neither comes', async () => {
  const { get, key } = await aService()
  const consented = new Set<DataClass>(['BANK_SECRECY'])
  const movements: unknown = await (await get('PIX', key.basic)).json()
  const ground = { audience: 'partner', permissions } as const
  assert.deepEqual(forbidden('carteira_movimentacoes', movements, { ...ground, consented }), [])
  assert.ok(forbidden('carteira_movimentacoes', movements, { ...ground, consented: none }).includes('itens.valor'))
  const inquiries: unknown = await (await get(BUREAU.id, key.basic)).json()
  assert.deepEqual(forbidden('carteira_consultas', inquiries, { ...ground, consented: none }), [])
  const without = await aService({ scopes: ['sistema3:identificar', 'sistema2:score'] })
  for (const path of [PEOPLE.plain, 'PIX', '2026-07-01', BUREAU.id]) {
    const refused = await without.get(path, without.key.basic)
    assert.equal(refused.status, 403, path)
    assert.doesNotMatch(await refused.text(), /itens|movimentacoes|nome/)
  }
})
