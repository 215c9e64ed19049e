import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from 'jose'
import { formatBasic } from '#lib/access/basic.ts'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { cpfOfBase } from '#lib/identifiers/cpf.ts'
import { createMemoryHolderStore } from './store.memory.ts'
import { aKey, anApp, aService, people } from './test-bench.ts'
import { AURORA, PEOPLE } from './test-people.ts'

const now = new Date('2026-07-01T12:00:00.000Z')

test('every failing credential gets the same 401, body for body', async () => {
  const { get, key, portal, boreal, statementOf } = await aService()
  const outsider = await generateKeyPair('EdDSA', { extractable: true })
  const statement = await statementOf()
  const bodies = new Set<string>()
  const refuse = async (authorization: string, headers: Record<string, string> = {}) => {
    const response = await get(PEOPLE.plain, authorization, headers)
    assert.equal(response.status, 401)
    assert.equal(response.headers.get('www-authenticate'), 'Basic realm="crivo", charset="UTF-8"')
    assert.equal(response.headers.get('ratelimit'), null)
    const { requisicao, ...body } = (await response.json()) as Record<string, unknown>
    assert.match(String(requisicao), /^req_/)
    bodies.add(JSON.stringify(body))
  }
  const wrongSecret = aKey().secret
  const badChecksum = `${key.secret.slice(0, -1)}${key.secret.endsWith('0') ? '1' : '0'}`
  await refuse('')
  await refuse('Basic')
  await refuse('Basic !!!')
  await refuse(`Bearer ${statement}`)
  await refuse(`Basic ${Buffer.from([0xff, 0x3a, 0x00]).toString('base64')}`)
  await refuse(`Basic ${'A'.repeat(600)}`)
  await refuse(formatBasic(key.row.id, wrongSecret))
  await refuse(formatBasic(key.row.id, badChecksum))
  await refuse(formatBasic(key.row.id, key.secret.toUpperCase()))
  await refuse(formatBasic(key.row.id, ''))
  await refuse(formatBasic(boreal.row.id, key.secret))
  await refuse(formatBasic('crk_live_nobody', key.secret))
  await refuse(aKey().basic)
  // Who speaks for a member, and who doesn't.
  await refuse(key.basic, { Membro: statement })
  await refuse(portal.basic)
  await refuse(portal.basic, { Membro: 'nonsense' })
  await refuse(portal.basic, { Membro: await statementOf({}, outsider.privateKey) })
  await refuse(portal.basic, { Membro: await statementOf({ instituicao: 'ins_x' }) })
  assert.equal(bodies.size, 1)
})

test('a statement names the member in the ledger, and is over after a minute', async () => {
  const { get, portal, statementOf, ledger, clock, keys } = await aService()
  const statement = await statementOf()
  assert.equal((await get(PEOPLE.plain, portal.basic, { Membro: statement })).status, 200)
  assert.partialDeepStrictEqual(ledger.rows[0]?.call.actor, {
    kind: 'member',
    label: 'ana@aurora.example',
    institutionId: AURORA,
  })
  clock.advance({ seconds: 66 })
  await keys.reload()
  assert.equal((await get(PEOPLE.plain, portal.basic, { Membro: statement })).status, 401)
  const noScope = await statementOf({ scope: '' })
  assert.equal((await get(PEOPLE.plain, portal.basic, { Membro: noScope })).status, 403)
})

test('keys too old to be believed are an outage, never a refusal', async () => {
  const { get, key, clock, code } = await aService()
  clock.advance({ seconds: 61 })
  const response = await get(PEOPLE.plain, key.basic)
  assert.equal(response.status, 503)
  assert.ok(response.headers.get('retry-after'))
  assert.equal(await code(response), 'fonte_indisponivel')
})

test('a revoked key is out with the next reload; each of two overlapping secrets works until its end', async () => {
  const first = aKey()
  const second = aKey()
  const until = new Date(now.getTime() + 60_000)
  const secrets = [...second.row.secrets, ...first.row.secrets.map((secret) => ({ ...secret, expiresAt: until }))]
  const rows = [{ ...first.row, secrets }]
  const app = await anApp({
    holders: createMemoryHolderStore(people),
    ledger: createMemoryInquiryLedger(),
    credentials: {
      completeUntil: async () => new Date(8.64e15),
      listAll: async () => rows,
      listChangedSince: async () => rows,
    },
  })
  const withSecret = (secret: string) => app.get(PEOPLE.plain, formatBasic(first.row.id, secret))
  assert.equal((await withSecret(first.secret)).status, 200)
  assert.equal((await withSecret(second.secret)).status, 200)
  app.clock.advance({ seconds: 60 })
  await app.keys.reload()
  assert.equal((await withSecret(first.secret)).status, 401)
  assert.equal((await withSecret(second.secret)).status, 200)
  rows[0] = { ...first.row, secrets, status: 'revogada' }
  await app.keys.reload()
  assert.equal((await withSecret(second.secret)).status, 401)
})

test('an address that isn’t on the list spends nothing, and every keyed answer shows the limits', async () => {
  const { get, key } = await aService({ ips: ['10.0.0.0/8'], tier: 'gratuito' })
  const policy = '"burst";q=5;w=1,"daily";q=1000;w=86400'
  for (let call = 0; call < 10; call++) {
    const outside = await get(PEOPLE.plain, key.basic)
    assert.equal(outside.status, 403)
    assert.equal(outside.headers.get('ratelimit-policy'), policy)
  }
  const inside = await get(PEOPLE.plain, key.basic, {}, '10.1.2.3')
  assert.equal(inside.headers.get('ratelimit'), '"burst";r=4;t=1')
  const missing = await get(PEOPLE.unknown, key.basic, {}, '10.1.2.3')
  assert.equal(missing.status, 404)
  assert.equal(missing.headers.get('ratelimit'), '"burst";r=3;t=1')
  const wrong = await get('123', key.basic, {}, '10.1.2.3')
  assert.equal(wrong.headers.get('ratelimit'), '"burst";r=2;t=1')
})

test('the forwarded address counts only from a trusted proxy', async () => {
  const { get, key, ledger } = await aService({ ips: ['10.0.0.0/8'] })
  const forged = { 'x-forwarded-for': '10.1.2.3' }
  assert.equal((await get(PEOPLE.plain, key.basic, forged, '203.0.113.9')).status, 403)
  assert.equal((await get(PEOPLE.plain, key.basic, forged, '127.0.0.1')).status, 200)
  assert.equal(ledger.rows[0]?.call.ip, '10.1.2.3')
})

test('over the limit: 429 with Retry-After, and the window opens again', async () => {
  const { get, key, clock, code } = await aService({ tier: 'gratuito' })
  for (let call = 0; call < 5; call++) assert.equal((await get(PEOPLE.plain, key.basic)).status, 200)
  const refused = await get(PEOPLE.plain, key.basic)
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('retry-after'), '1')
  assert.equal(refused.headers.get('ratelimit'), '"burst";r=0;t=1')
  assert.equal(await code(refused), 'limite_excedido')
  clock.advance({ seconds: 1 })
  assert.equal((await get(PEOPLE.plain, key.basic)).status, 200)
})

test('distinct people of a day are limited, known or not, and a person met today stays allowed', async () => {
  const { get, key, clock, code, ledger } = await aService({ tier: 'gratuito' })
  const cpfAt = (index: number) => cpfOfBase(String(999_000_100 + index))
  for (let index = 0; index < 200; index++) {
    clock.advance({ milliseconds: 200 })
    assert.equal((await get(cpfAt(index), key.basic)).status, 404)
  }
  clock.advance({ seconds: 1 })
  const refused = await get(PEOPLE.plain, key.basic)
  assert.equal(await code(refused), 'pessoas_demais')
  assert.ok(Number(refused.headers.get('retry-after')) > 3_600)
  assert.partialDeepStrictEqual(ledger.rows.at(-1), {
    outcome: 'refused',
    code: 'pessoas_demais',
    subject: PEOPLE.plain,
  })
  assert.equal((await get(cpfAt(7), key.basic)).status, 404)
})

test('each member counts for themselves under the limits of members, whatever the portal’s credential may', async () => {
  const { get, portal, statementOf, clock, keys, code } = await aService()
  const ask = async (cpf: string, sub: string) =>
    get(cpf, portal.basic, { Membro: await statementOf({ sub: `mem_${sub.repeat(22)}` }) })
  const first = await ask(PEOPLE.plain, 'a')
  assert.equal(first.headers.get('ratelimit-policy'), '"burst";q=50;w=1,"daily";q=10000;w=86400')
  assert.equal(first.headers.get('ratelimit'), '"burst";r=49;t=1')
  for (let person = 0; person < 999; person++) {
    clock.advance({ milliseconds: 50 })
    if (person % 100 === 0) await keys.reload()
    assert.equal((await ask(cpfOfBase(String(999_000_100 + person)), 'a')).status, 404)
  }
  clock.advance({ seconds: 1 })
  assert.equal(await code(ask(cpfOfBase('999009999'), 'a')), 'pessoas_demais')
  assert.equal((await ask(PEOPLE.plain, 'a')).status, 200)
  const other = await ask(cpfOfBase('999009999'), 'b')
  assert.equal(other.status, 404)
  assert.equal(other.headers.get('ratelimit'), '"burst";r=49;t=1')
})
