import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Script } from 'node:vm'
import { readReferenceBundle } from './reference-bundle.ts'

test('the script of the API reference is there, whole, and says what the page calls', () => {
  const text = readReferenceBundle()
  assert.match(text, /createApiReference/)
  assert.ok(new Script(text))
})
