import assert from 'node:assert/strict'
import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { formatBasic } from '#lib/access/basic.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { stateFolder } from '../fixtures/instance.ts'
import { ask, askRaw, expectProblem, keys, origin, people, statusOfRaw } from './client.ts'

// Tokens signed by the server's own key, each wrong in one point: what an attacker would need the key for, and what one
// gets who only has somebody else's token, fails at each service by itself.

const signingKey = createPrivateKey(readFileSync(join(stateFolder, 'secrets', 'auth-signing.pem')))
const publicKey = createPublicKey(signingKey)
const anotherKey = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey

type Json = Record<string, unknown>
const encode = (text: string) => Buffer.from(text).toString('base64url')

/** PS256, or RSA's other ways, over texts as they are. */
function signedTexts(header: string, payload: string, { key = signingKey, hash = 'sha256', pss = true } = {}): string {
  const input = `${encode(header)}.${encode(payload)}`
  const padding = pss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const options = { key, padding, ...(pss ? { saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}) }
  return `${input}.${sign(hash, Buffer.from(input), options).toString('base64url')}`
}
const signed = (header: Json, payload: Json, options?: Parameters<typeof signedTexts>[2]) =>
  signedTexts(JSON.stringify(header), JSON.stringify(payload), options)

function hmac(header: Json, payload: Json, secret: string | Buffer): string {
  const input = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(payload))}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

const SCOPE = { sistema1: 'sistema1:consultar', sistema2: 'sistema2:score' } as const
type System = keyof typeof SCOPE

async function goodToken(system: System): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: SCOPE[system] }).toString()
  const authorization = formatBasic(keys.complete.id, keys.complete.secret)
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  const { json } = await ask('/oauth/token', { method: 'POST', headers, body })
  return String((json as { access_token: string }).access_token)
}

function headerMutations(header: Json, payload: Json): Record<string, string> {
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const jwk = publicKey.export({ format: 'jwk' })
  const unsigned = `${encode(JSON.stringify({ ...header, alg: 'none' }))}.${encode(JSON.stringify(payload))}`
  const tricks = {
    jku: `${origin}/.well-known/jwks.json`,
    x5u: 'https://evil.example/x',
    jwk,
    x5c: ['MIIB'],
    crit: ['exp'],
  }
  return {
    'alg none': `${unsigned}.`,
    'alg none with a signature': `${unsigned}.${signed(header, payload).split('.')[2]}`,
    'alg None': signed({ ...header, alg: 'None' }, payload),
    'HS256 with the public key as PEM': hmac({ ...header, alg: 'HS256' }, payload, pem),
    'HS256 with the public key as DER': hmac({ ...header, alg: 'HS256' }, payload, der),
    'HS256 with the public key as JWK': hmac({ ...header, alg: 'HS256' }, payload, JSON.stringify(jwk)),
    'HS256 with the modulus': hmac({ ...header, alg: 'HS256' }, payload, Buffer.from(String(jwk.n), 'base64url')),
    'RS256 with the right key': signed({ ...header, alg: 'RS256' }, payload, { pss: false }),
    'PS512 with the right key': signed({ ...header, alg: 'PS512' }, payload, { hash: 'sha512' }),
    'another key': signed(header, payload, { key: anotherKey }),
    'another key under its own kid': signed({ ...header, kid: 'mine' }, payload, { key: anotherKey }),
    'another key that it brings along': signed(
      { ...header, jwk: createPublicKey(anotherKey).export({ format: 'jwk' }) },
      payload,
      { key: anotherKey },
    ),
    ...Object.fromEntries(
      Object.entries(tricks).map(([name, value]) => [name, signed({ ...header, [name]: value }, payload)]),
    ),
    ...Object.fromEntries(
      ['../../../etc/passwd', "' OR 1=1 --", '', '__proto__', 1, null, ['x'], { x: 1 }].map((kid) => [
        `kid ${JSON.stringify(kid)}`,
        signed({ ...header, kid }, payload),
      ]),
    ),
    ...Object.fromEntries(
      ['JWT', 'application/json', 'statement+jwt', '', null, undefined].map((typ) => [
        `typ ${typ}`,
        signed({ ...header, typ }, payload),
      ]),
    ),
    'b64 false': signed({ ...header, b64: false, crit: ['b64'] }, payload),
  }
}

function payloadMutations(header: Json, payload: Json, other: string): Record<string, string> {
  const { iat = 0, exp = 0 } = payload as { iat: number; exp: number }
  const text = JSON.stringify(payload)
  const changed: Record<string, Json> = {
    'foreign aud': { aud: other },
    'aud crivo': { aud: 'crivo' },
    'aud as a resource': { aud: `urn:crivo:${String(payload.aud)}` },
    'aud as a list': { aud: [payload.aud] },
    'two audiences': { aud: [payload.aud, other] },
    'no aud': { aud: undefined },
    'another issuer': { iss: 'https://evil.example' },
    'no issuer': { iss: undefined },
    'an issuer with a slash more': { iss: `${String(payload.iss)}/` },
    'over-long life': { exp: iat + 301 },
    'a year': { exp: iat + 31_536_000 },
    'no exp': { exp: undefined },
    'exp as text': { exp: String(exp) },
    'no iat': { iat: undefined },
    'dated ahead': { iat: iat + 3_600, exp: exp + 3_600 },
    'not before tomorrow': { nbf: iat + 86_400 },
    'no jti': { jti: undefined },
    'a short jti': { jti: 'x' },
    'no sub': { sub: undefined },
    'another key’s sub': { sub: keys.boreal.id },
    'a secret as sub': { sub: keys.complete.secret, client_id: keys.complete.secret },
    'a test key': { ambiente: 'test' },
    'no environment': { ambiente: undefined },
    'no tier': { nivel: undefined },
    'a made-up tier': { nivel: 'ilimitado' },
    'no client': { client_id: undefined },
    'the portal’s client': { client_id: 'portal' },
    'delegated to sistema2': { client_id: 'sistema2', act: { sub: 'sistema2' } },
    'an actor beside it': { act: { sub: 'sistema2' } },
    'no institution': { instituicao: undefined },
    'no purposes': { finalidades: [] },
    'an unknown purpose': { finalidades: ['curiosidade'] },
    'scope as a list': { scope: [payload.scope] },
  }
  return {
    ...Object.fromEntries(
      Object.entries(changed).map(([name, change]) => [name, signed(header, { ...payload, ...change })]),
    ),
    'aud twice, the good one last': signedTexts(JSON.stringify(header), text.replace('{', `{"aud":"${other}",`)),
    'aud twice, the good one first': signedTexts(JSON.stringify(header), text.replace(/}$/, `,"aud":"${other}"}`)),
    'alg twice': signedTexts(JSON.stringify(header).replace('{', '{"alg":"none",'), text),
    'a payload that isn’t an object': signedTexts(JSON.stringify(header), '[]'),
    'a payload that isn’t JSON': signedTexts(JSON.stringify(header), 'x'),
  }
}

function shapeMutations(good: string): Record<string, string> {
  const [header, payload, signature = ''] = good.split('.')
  return {
    'no signature': `${header}.${payload}.`,
    'two parts': `${header}.${payload}`,
    'four parts': `${good}.x`,
    'a bit turned': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'another payload under its signature': `${header}.${encode(JSON.stringify({ ...decodeJwt(good), scope: 'x' }))}.${signature}`,
    'nothing but dots': '..',
  }
}

for (const system of ['sistema1', 'sistema2'] as const) {
  describe(`${system} refuses by itself`, () => {
    let good: string
    before(async () => {
      good = await goodToken(system)
    })

    const lookUp = (bearer: string) =>
      // A made-up grant: only a good token gets as far as being asked for one.
      ask(`/v1/${system}/${people.plain}`, { bearer, headers: { concessao: 'con_0000000000000000000000' } })

    test('every mutation of a good token; the token itself, and one made the same way, pass the door', async () => {
      const [header, payload] = [decodeProtectedHeader(good) as Json, decodeJwt(good) as Json]
      const past = system === 'sistema1' ? 403 : 200
      assert.equal((await lookUp(good)).status, past)
      assert.equal((await lookUp(signed(header, { ...payload, jti: randomId('event') }))).status, past)
      const other = system === 'sistema1' ? 'sistema2' : 'sistema1'
      const mutations = {
        ...headerMutations(header, payload),
        ...payloadMutations(header, payload, other),
        ...shapeMutations(good),
      }
      assert.ok(Object.keys(mutations).length > 70)
      for (const [name, token] of Object.entries(mutations)) {
        const answer = await lookUp(token)
        assert.equal(answer.status, 401, `${name}: ${answer.text}`)
        expectProblem(answer, 401, 'credencial_invalida')
      }
    })

    test('one that is over is told as such', async () => {
      const [header, payload] = [decodeProtectedHeader(good) as Json, decodeJwt(good) as Json]
      const iat = Math.floor(Date.now() / 1_000) - 400
      expectProblem(await lookUp(signed(header, { ...payload, iat, exp: iat + 300 })), 401, 'token_expirado')
    })

    test('a token of 9 KB is refused, one of 64 KB isn’t even read', async () => {
      const [header, payload] = [decodeProtectedHeader(good) as Json, decodeJwt(good) as Json]
      const padded = (bytes: number) => signed(header, { ...payload, x: randomBytes(bytes / 2).toString('hex') })
      expectProblem(await lookUp(padded(9_000)), 401, 'credencial_invalida')
      const lines = [`GET /v1/${system}/${people.plain} HTTP/1.1`, `Host: ${new URL(origin).host}`, 'Connection: close']
      const answer = await askRaw([...lines, `Authorization: Bearer ${padded(64_000)}`, '', ''].join('\r\n'))
      assert.equal(statusOfRaw(answer), 431)
    })
  })
}
