import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { type CryptoKey, generateKeyPair, SignJWT } from 'jose'
import type { AppError } from '#lib/kernel/app-error.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createAccessKey } from './access-key.ts'
import { createBearerDoor } from './bearer-door.ts'
import { createTokenDenials } from './token-denials.ts'

const clock = new FakeClock()
const { id: KEY } = createAccessKey('live')
const INSTITUTION = `ins_${'i'.repeat(22)}`
const PEER = '203.0.113.7'

let keys: { privateKey: CryptoKey; publicKey: CryptoKey }
before(async () => {
  keys = await generateKeyPair('PS256')
})

const KEY_CLAIMS = {
  sub: KEY,
  client_id: KEY,
  instituicao: INSTITUTION,
  ambiente: 'live',
  nivel: 'basico',
  finalidades: ['venda_a_prazo', 'risco_financeiro'],
  scope: 'sistema2:score dividas:resumo admin',
}
const MEMBER_CLAIMS = {
  sub: `mem_${'m'.repeat(22)}`,
  client_id: 'portal',
  email: 'ana@aurora.example',
  instituicao: INSTITUTION,
  papel: 'analyst',
  sessao: `ses_${'s'.repeat(22)}`,
  finalidades: ['analise_de_credito'],
  scope: 'sistema2:score',
}
const ON_BEHALF = { client_id: 'sistema2', act: { sub: 'sistema2' } }

async function authorization(claims: Record<string, unknown>): Promise<string> {
  const issuedAt = Math.floor(clock.now().getTime() / 1_000)
  const token = await new SignJWT({ jti: 'j'.repeat(22), ...claims })
    .setProtectedHeader({ alg: 'PS256', typ: 'at+jwt' })
    .setIssuer('https://crivo.example')
    .setAudience('sistema2')
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 300)
    .sign(keys.privateKey)
  return `Bearer ${token}`
}

function aDoor(presentedBy: 'subject' | 'sistema2' = 'subject') {
  const denials = createTokenDenials(clock)
  denials.replace({ readAt: clock.now(), denials: [] })
  const options = { issuer: 'https://crivo.example', audience: 'sistema2', presentedBy, denials, clock } as const
  return { denials, door: createBearerDoor({ ...options, getKey: async () => keys.publicKey }) }
}
const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code

test('a key’s token is the key, with the scopes and purposes that the token says', async () => {
  const { actor, facts } = await aDoor().door(await authorization(KEY_CLAIMS), PEER)
  assert.deepEqual(actor, {
    kind: 'key',
    id: KEY,
    label: KEY,
    institutionId: INSTITUTION,
    permissions: new Set(['sistema2:score', 'dividas:resumo']),
    purposes: ['venda_a_prazo', 'risco_financeiro'],
  })
  assert.partialDeepStrictEqual(facts, { id: 'j'.repeat(22), subjectId: KEY, sessionId: null })
})

test('who presents a token must be whom it was given to; nobody passes as another', async () => {
  const mayPass: [string, Record<string, unknown>, 'subject' | 'sistema2'][] = [
    ['a key in person', KEY_CLAIMS, 'subject'],
    ['a member by the portal', MEMBER_CLAIMS, 'subject'],
    ['sistema2 for a key', { ...KEY_CLAIMS, ...ON_BEHALF }, 'sistema2'],
    ['sistema2 for a member', { ...MEMBER_CLAIMS, ...ON_BEHALF }, 'sistema2'],
  ]
  for (const [who, claims, at] of mayPass) {
    for (const presentedBy of ['subject', 'sistema2'] as const) {
      const passing = aDoor(presentedBy).door(await authorization(claims), PEER)
      if (at === presentedBy) await passing
      else await assert.rejects(passing, refusedAs('credencial_invalida'), `${who} at ${presentedBy}`)
    }
  }
  for (const claims of [
    { ...KEY_CLAIMS, client_id: 'portal' },
    { ...KEY_CLAIMS, client_id: createAccessKey('live').id },
    { ...KEY_CLAIMS, act: { sub: 'sistema2' } },
    { ...KEY_CLAIMS, ambiente: 'test' },
    { ...KEY_CLAIMS, finalidades: [] },
    { ...MEMBER_CLAIMS, client_id: KEY },
    { ...MEMBER_CLAIMS, client_id: MEMBER_CLAIMS.sub },
    { ...MEMBER_CLAIMS, sub: KEY },
  ]) {
    await assert.rejects(aDoor().door(await authorization(claims), PEER), refusedAs('credencial_invalida'))
  }
})

test('a denied token is refused; denials too old to judge by refuse nobody', async () => {
  const { door, denials } = aDoor()
  const header = await authorization(KEY_CLAIMS)
  const now = clock.now()
  denials.replace({ readAt: now, denials: [{ kind: 'token', subject: 'j'.repeat(22), deniedAt: now, expiresAt: now }] })
  await assert.rejects(door(header, PEER), refusedAs('credencial_invalida'))
  clock.advance({ seconds: 61 })
  await assert.rejects(door(header, PEER), refusedAs('fonte_indisponivel'))
})

test('a key’s allow-list holds where its token is used; one that can’t be read lets nobody in', async () => {
  const { door } = aDoor()
  const from = async (enderecos: string[], peer: string) =>
    door(await authorization({ ...KEY_CLAIMS, enderecos }), peer)
  await from(['203.0.113.0/24'], PEER)
  await from(['2001:db8::/32'], '2001:db8::1')
  for (const [list, peer] of [
    [['203.0.113.0/24'], '198.51.100.1'],
    [['203.0.113.0/33'], PEER],
    [['nowhere'], PEER],
  ] as const) {
    await assert.rejects(from([...list], peer), refusedAs('ip_nao_permitido'))
  }
})
