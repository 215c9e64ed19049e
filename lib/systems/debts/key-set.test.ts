import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createKeySet, restoreKeySet } from './key-set.ts'
import { KeySetInput } from './schemas.ts'

const { publicKey, privateKey } = await generateKeyPair('PS256', { modulusLength: 2_048, extractable: true })
const jwk = { ...(await exportJWK(publicKey)), alg: 'PS256', use: 'sig', kid: 'k1' }
const header = { alg: 'PS256', kid: 'k1' }
const token = { payload: '', signature: '' }

describe('the token keys', () => {
  test('without a set, and with one that is too old, there is no verdict', async () => {
    const clock = new FakeClock()
    const keySet = createKeySet(clock)
    const unavailable = (error: unknown) => AppError.hasCode(error, 'fonte_indisponivel')
    await assert.rejects(async () => keySet.getKey(header, token), unavailable)
    keySet.replace(KeySetInput.parse({ keys: [jwk] }))
    clock.advance({ minutes: 10 })
    assert.ok(keySet.isFresh())
    assert.ok(await keySet.getKey(header, token))
    clock.advance({ milliseconds: 1 })
    assert.ok(!keySet.isFresh())
    await assert.rejects(async () => keySet.getKey(header, token), unavailable)
  })

  test('a new set replaces the old one whole', async () => {
    const keySet = createKeySet(new FakeClock())
    keySet.replace(KeySetInput.parse({ keys: [jwk] }))
    keySet.replace(KeySetInput.parse({ keys: [{ ...jwk, kid: 'k2' }] }))
    await assert.rejects(async () => keySet.getKey(header, token), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })

  test('after a start, the stored set is as old as it is', async () => {
    const clock = new FakeClock()
    const receivedAt = new Date(clock.now().getTime() - 11 * 60_000)
    const keySet = createKeySet(clock)
    await restoreKeySet(keySet, { findKeySet: async () => ({ keys: { keys: [jwk] }, receivedAt }) })
    assert.ok(!keySet.isFresh())
  })

  test('only public RSA keys for PS256 come in', async () => {
    const secret = { ...(await exportJWK(privateKey)), alg: 'PS256', kid: 'k1' }
    const refused: [unknown, AppError['code']][] = [
      [{ keys: [secret] }, 'parametro_desconhecido'],
      [{ keys: [{ ...jwk, alg: 'HS256' }] }, 'requisicao_invalida'],
      [{ keys: [{ kty: 'oct', alg: 'PS256', kid: 'k', k: 'AAAA' }] }, 'requisicao_invalida'],
      [{ keys: [{ ...jwk, n: 'AQAB' }] }, 'requisicao_invalida'],
      [{ keys: [] }, 'requisicao_invalida'],
      [[jwk], 'requisicao_invalida'],
    ]
    for (const [input, code] of refused) {
      assert.throws(
        () => parseInput(KeySetInput, input),
        (error) => AppError.hasCode(error, code),
        JSON.stringify(input),
      )
    }
  })
})
