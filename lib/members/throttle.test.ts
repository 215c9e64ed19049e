import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountKey } from './throttle.ts'

test('an account key tells accounts apart and shows no address', () => {
  assert.notEqual(accountKey('ana@aurora.example'), accountKey('bia@aurora.example'))
  assert.match(accountKey('ana@aurora.example'), /^[\w-]{22}$/)
})
