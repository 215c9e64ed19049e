import assert from 'node:assert/strict'
import { constants, KeyObject, sign } from 'node:crypto'
import { before, test } from 'node:test'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { AppError } from '#lib/kernel/app-error.ts'
import { MAX_TOKEN_SECONDS, type TokenExpectation, verifyToken } from './token.ts'

const NOW = new Date('2026-11-26T12:00:00Z')
const SECONDS = Math.floor(NOW.getTime() / 1_000)
const expected: TokenExpectation = {
  issuer: 'https://crivo.example',
  audience: 'sistema2',
  algorithm: 'PS256',
  type: 'at+jwt',
  maxSeconds: MAX_TOKEN_SECONDS,
  clock: { now: () => NOW },
}

let keys: { privateKey: CryptoKey; publicKey: CryptoKey }
before(async () => {
  keys = await generateKeyPair('PS256', { extractable: true })
})

type Changes = {
  header?: Record<string, unknown>
  audience?: string | string[]
  issuer?: string
  iat?: number
  exp?: number
  drop?: 'jti' | 'sub'
}

async function token(changes: Changes = {}, key: CryptoKey | Uint8Array = keys.privateKey): Promise<string> {
  const claims = {
    ...(changes.drop === 'sub' ? {} : { sub: 'mem_1' }),
    ...(changes.drop === 'jti' ? {} : { jti: '0123456789abcdef' }),
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'PS256', typ: 'at+jwt', ...changes.header })
    .setIssuer(changes.issuer ?? expected.issuer)
    .setAudience(changes.audience ?? expected.audience)
    .setIssuedAt(changes.iat ?? SECONDS)
    .setExpirationTime(changes.exp ?? SECONDS + 300)
    .sign(key)
}

const verify = (text: string) => verifyToken(text, async () => keys.publicKey, expected)
const refusedAs = (code: AppError['code']) => (error: unknown) => AppError.hasCode(error, code)

test('a good token gives its claims', async () => {
  assert.equal((await verify(await token())).sub, 'mem_1')
})

test('a token that is over is told apart from a wrong one', async () => {
  await assert.rejects(verify(await token({ iat: SECONDS - 400, exp: SECONDS - 100 })), refusedAs('token_expirado'))
})

const wrong: Record<string, Changes> = {
  'another audience': { audience: 'sistema1' },
  'two audiences': { audience: ['sistema2', 'sistema1'] },
  'a list of one audience': { audience: ['sistema2'] },
  'another issuer': { issuer: 'https://other.example' },
  'another type': { header: { typ: 'JWT' } },
  'no type': { header: { typ: undefined } },
  'a life over 300 seconds': { exp: SECONDS + 301 },
  'a date to come': { iat: SECONDS + 6, exp: SECONDS + 200 },
  'no jti': { drop: 'jti' },
  'no sub': { drop: 'sub' },
  'a jku header': { header: { jku: 'https://other.example/jwks' } },
  'an x5u header': { header: { x5u: 'https://other.example/cert' } },
}
for (const [name, changes] of Object.entries(wrong)) {
  test(`refused: ${name}`, async () => {
    await assert.rejects(verify(await token(changes)), refusedAs('credencial_invalida'))
  })
}

test('refused: a token that brings its own key', async () => {
  const own = await generateKeyPair('PS256', { extractable: true })
  const jwk = await exportJWK(own.publicKey)
  await assert.rejects(verify(await token({ header: { jwk } }, own.privateKey)), refusedAs('credencial_invalida'))
  await assert.rejects(verify(await token({ header: { jwk } })), refusedAs('credencial_invalida'))
})

test('refused: alg none, HS256 with the public key as its secret, a cut token, junk', async () => {
  const [, payload = '', signature = ''] = (await token()).split('.')
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const publicBytes = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)))
  const none = encode({ alg: 'none', typ: 'at+jwt' })
  for (const bad of [
    `${none}.${payload}.`,
    `${none}.${payload}.${signature}`,
    await token({ header: { alg: 'HS256' } }, publicBytes),
    (await token()).slice(0, -4),
    'a.b.c',
    '',
  ]) {
    await assert.rejects(verify(bad), refusedAs('credencial_invalida'))
  }
})

test('a key set that cannot be had is not a refusal', async () => {
  const unavailable = async () => {
    throw new AppError('fonte_indisponivel')
  }
  await assert.rejects(verifyToken(await token(), unavailable, expected), refusedAs('fonte_indisponivel'))
})

/** Signed by the right key, with header and payload as the text says. */
async function signedText(header: string, payload: string): Promise<string> {
  const input = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.')
  const key = KeyObject.from(keys.privateKey)
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  return `${input}.${sign('sha256', Buffer.from(input), options).toString('base64url')}`
}

test('refused: a member twice in header or payload, whichever of the two is good; other JSON than ours', async () => {
  const [header = '', payload = ''] = (await token())
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('utf8'))
  assert.equal((await verify(await signedText(header, payload))).sub, 'mem_1')
  for (const [badHeader, badPayload] of [
    [header, payload.replace('{', '{"aud":"sistema1",')],
    [header, payload.replace(/}$/, ',"sub":"mem_2"}')],
    [header, payload.replace(/}$/, ',"exp":9999999999}')],
    [header, payload.replace('{', '{"__proto__":{"scope":"x"},"__proto__":null,')],
    [header.replace('{', '{"alg":"none",'), payload],
    [header.replace(/}$/, ',"typ":"at+jwt"}'), payload],
    [header, payload.replace('{', '{ ')],
    [header, `${payload} `],
    [header, '[]'],
    [header, 'null'],
  ] as const) {
    await assert.rejects(verify(await signedText(badHeader, badPayload)), refusedAs('credencial_invalida'), badPayload)
  }
})
