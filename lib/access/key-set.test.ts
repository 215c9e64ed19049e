import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose'
import { AppError } from '#lib/kernel/app-error.ts'
import { createKeySetCache } from './key-set.ts'

const sets: Record<'old' | 'both', JSONWebKeySet> = { old: { keys: [] }, both: { keys: [] } }
before(async () => {
  const jwk = async (kid: string) => {
    const { publicKey } = await generateKeyPair('PS256', { extractable: true })
    return { ...(await exportJWK(publicKey)), kid, alg: 'PS256', use: 'sig' }
  }
  const [one, two] = [await jwk('one'), await jwk('two')]
  sets.old = { keys: [one] }
  sets.both = { keys: [one, two] }
})

function aCache() {
  let now = Date.parse('2026-07-01T12:00:00.000Z')
  const server: { answer: JSONWebKeySet | null; calls: number } = { answer: sets.old, calls: 0 }
  const cache = createKeySetCache(
    async () => {
      server.calls += 1
      if (server.answer === null) throw new Error('down')
      return server.answer
    },
    { now: () => new Date(now) },
  )
  const ask = async (kid: string) => cache.getKey({ alg: 'PS256', kid }, { payload: '', signature: '' })
  return {
    cache,
    server,
    ask,
    advance: (ms: number) => {
      now += ms
    },
  }
}
const unavailable = (error: unknown) => AppError.hasCode(error, 'fonte_indisponivel')
const noSuchKey = { code: 'ERR_JWKS_NO_MATCHING_KEY' }

test('the set is fetched when first needed and then kept', async () => {
  const { cache, server, ask } = aCache()
  assert.equal(cache.isUsable(), false)
  await Promise.all([ask('one'), ask('one'), ask('one')])
  await ask('one')
  assert.equal(server.calls, 1)
  assert.equal(cache.isUsable(), true)
})

test('an unknown key id asks once, and not again within five seconds', async () => {
  const { server, ask, advance } = aCache()
  await ask('one')
  advance(5_000)
  server.answer = sets.both
  await ask('two')
  assert.equal(server.calls, 2)
  for (let attempt = 0; attempt < 20; attempt++) await assert.rejects(ask('forged'), noSuchKey)
  assert.equal(server.calls, 2)
  advance(5_000)
  await assert.rejects(ask('forged'), noSuchKey)
  assert.equal(server.calls, 3)
})

test('a server that is down leaves ten minutes; then tokens can’t be verified, which is not a refusal', async () => {
  const { cache, server, ask, advance } = aCache()
  await ask('one')
  server.answer = null
  await assert.rejects(cache.refresh())
  advance(600_000)
  await ask('one')
  advance(1)
  assert.equal(cache.isUsable(), false)
  await assert.rejects(ask('one'), unavailable)
  server.answer = sets.both
  advance(5_000)
  await ask('one')
  assert.equal(cache.isUsable(), true)
})

test('without any set the answer is "unavailable", and a forged key can’t hasten the next attempt', async () => {
  const { server, ask } = aCache()
  server.answer = null
  await assert.rejects(ask('one'), unavailable)
  await assert.rejects(ask('one'), unavailable)
  assert.equal(server.calls, 1)
})
