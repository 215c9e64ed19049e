import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idleEnd, isSessionLive } from './session-life.ts'

const at = (time: string) => new Date(`2026-07-01T${time}Z`)
const session = { idleExpiresAt: at('12:30:00'), absoluteExpiresAt: at('20:00:00'), revokedAt: null }

test('a session lives until its idle end, its absolute end or its revocation, whichever comes first', () => {
  assert.equal(isSessionLive(session, at('12:29:59')), true)
  assert.equal(isSessionLive(session, at('12:30:00')), false)
  assert.equal(isSessionLive({ ...session, idleExpiresAt: at('21:00:00') }, at('20:00:00')), false)
  assert.equal(isSessionLive({ ...session, revokedAt: at('12:00:00') }, at('12:00:01')), false)
})

test('use moves the idle end, never past the absolute one', () => {
  assert.deepEqual(idleEnd(at('12:10:00'), session.absoluteExpiresAt), at('12:40:00'))
  assert.deepEqual(idleEnd(at('19:45:00'), session.absoluteExpiresAt), at('20:00:00'))
})
