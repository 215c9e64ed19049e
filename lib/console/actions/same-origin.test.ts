import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSameOrigin } from './same-origin.ts'

const asked = (headers: Record<string, string>) => isSameOrigin(new Headers(headers))

test('our own page is let through', () => {
  assert.equal(asked({ origin: 'http://localhost:3000', host: 'localhost:3000' }), true)
  assert.equal(asked({ origin: 'https://crivo.example', host: 'crivo.example' }), true)
})

test('another site, an opaque origin and no origin at all are refused', () => {
  assert.equal(asked({ origin: 'https://evil.example', host: 'localhost:3000' }), false)
  assert.equal(asked({ origin: 'http://localhost:3001', host: 'localhost:3000' }), false)
  assert.equal(asked({ origin: 'http://localhost:3000.evil.example', host: 'localhost:3000' }), false)
  assert.equal(asked({ origin: 'null', host: 'localhost:3000' }), false)
  assert.equal(asked({ host: 'localhost:3000' }), false)
  assert.equal(asked({ origin: 'http://localhost:3000' }), false)
})
