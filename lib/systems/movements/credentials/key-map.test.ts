import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { AURORA, KEY_ID } from '../test-people.ts'
import type { StoredCredential } from './credential.ts'
import { createKeyMap, MAX_AGE_MS } from './key-map.ts'

function aRow(over: Partial<StoredCredential> = {}): StoredCredential {
  return {
    id: KEY_ID,
    kind: 'partner',
    environment: 'live',
    institutionId: AURORA,
    scopes: ['sistema3:consultar', 'not:a-scope'],
    tier: 'gratuito',
    limit: null,
    purposes: ['analise_de_credito'],
    ips: [],
    status: 'ativa',
    expiresAt: null,
    secrets: [{ hmac: new Uint8Array(32), pepperVersion: 1, expiresAt: null }],
    updatedAt: new Date('2026-07-01T12:00:00.000Z'),
    ...over,
  }
}

function aMap() {
  const clock = new FakeClock()
  const rows = new Map([[KEY_ID, aRow({ updatedAt: clock.now() })]])
  const asked: string[] = []
  const errors: unknown[] = []
  const state = { down: false }
  const listed = async (what: string, keep: (row: StoredCredential) => boolean) => {
    asked.push(what)
    if (state.down) throw new Error('down')
    return [...rows.values()].filter(keep)
  }
  const store = {
    completeUntil: async () => {
      if (state.down) throw new Error('down')
      return clock.now()
    },
    listAll: () => listed('all', () => true),
    listChangedSince: (instant: Date) => listed('changed', ({ updatedAt }) => updatedAt >= instant),
  }
  const logger = { error: (line: unknown) => void errors.push(line) }
  return { clock, rows, asked, errors, state, keys: createKeyMap(store, { clock, logger }) }
}
const isLive = ({ keys, clock }: ReturnType<typeof aMap>) => keys.find(KEY_ID)?.isLiveAt(clock.now().getTime())

test('nobody is let in before the first load, nor after a minute without one', async () => {
  const { keys, clock, state } = aMap()
  assert.equal(keys.isFresh(), false)
  await keys.reload()
  assert.equal(keys.isFresh(), true)
  state.down = true
  clock.advance({ milliseconds: MAX_AGE_MS })
  await assert.rejects(keys.reload())
  assert.equal(keys.isFresh(), true)
  clock.advance({ milliseconds: 1 })
  assert.equal(keys.isFresh(), false)
  state.down = false
  await keys.reload()
  assert.equal(keys.isFresh(), true)
})

test('a change is taken in by the next reload, by asking for what changed only', async () => {
  const bench = aMap()
  const { keys, clock, rows, asked } = bench
  await keys.reload()
  assert.equal(isLive(bench), true)
  clock.advance({ seconds: 1 })
  rows.set(KEY_ID, aRow({ status: 'revogada', updatedAt: clock.now() }))
  await keys.reload()
  assert.equal(isLive(bench), false)
  assert.deepEqual(asked, ['all', 'changed'])
})

test('a writer whose clock is seconds behind is heard, and a removed row is gone within half a minute', async () => {
  const bench = aMap()
  const { keys, clock, rows } = bench
  await keys.reload()
  rows.set(KEY_ID, aRow({ status: 'suspensa', updatedAt: new Date(clock.now().getTime() - 9_000) }))
  clock.advance({ seconds: 1 })
  await keys.reload()
  assert.equal(isLive(bench), false)
  rows.delete(KEY_ID)
  clock.advance({ seconds: 29 })
  await keys.reload()
  assert.equal(keys.find(KEY_ID), undefined)
})

test('an unreadable row refuses its own key and keeps no other out', async () => {
  const { keys, rows, errors } = aMap()
  const other = 'crk_live_oooooooooooooooooooooo' as typeof KEY_ID
  rows.set(KEY_ID, aRow({ ips: ['10.0.0.0/'] }))
  rows.set(other, aRow({ id: other }))
  await keys.reload()
  assert.equal(keys.find(KEY_ID), undefined)
  assert.ok(keys.find(other))
  assert.equal(errors.length, 1)
})

test('expired, suspended, pending and test keys are not live; unknown scopes grant nothing', async () => {
  const { keys, rows, clock } = aMap()
  const now = clock.now().getTime()
  const liveAs = async (over: Partial<StoredCredential>) => {
    rows.set(KEY_ID, aRow({ ...over, updatedAt: clock.now() }))
    await keys.reload()
    return keys.find(KEY_ID)?.isLiveAt(now)
  }
  assert.equal(await liveAs({}), true)
  assert.deepEqual([...(keys.find(KEY_ID)?.permissions ?? [])], ['sistema3:consultar'])
  assert.equal(await liveAs({ expiresAt: new Date(now) }), false)
  assert.equal(await liveAs({ expiresAt: new Date(now + 1) }), true)
  for (const status of ['pendente', 'suspensa', 'revogada'] as const) assert.equal(await liveAs({ status }), false)
  assert.equal(await liveAs({ environment: 'test' }), false)
})
