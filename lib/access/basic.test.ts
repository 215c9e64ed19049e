import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatBasic, parseBasic, parseBearer } from './basic.ts'

test('what formatBasic writes, parseBasic reads; a secret may hold colons', () => {
  assert.deepEqual(parseBasic(formatBasic('crk_live_1', 'a:b')), { id: 'crk_live_1', secret: 'a:b' })
  assert.deepEqual(parseBasic(formatBasic('id', '')), { id: 'id', secret: '' })
})

test('other schemes, broken base64, control characters and long headers are no credential', () => {
  const raw = (text: string, encoding: BufferEncoding = 'utf8') =>
    `Basic ${Buffer.from(text, encoding).toString('base64')}`
  for (const header of [
    undefined,
    null,
    '',
    'Basic',
    'Basic ',
    'Bearer abc',
    'Basic !!!!',
    `${formatBasic('a', 'b')} x`,
    `${formatBasic('a', 'b')}=`,
    raw(':secret'),
    raw('no colon'),
    raw('id:nul\u0000'),
    raw('id:line\nfeed'),
    raw('id:ação'),
    raw('ff3a80', 'hex'),
    formatBasic('a', 'b'.repeat(600)),
  ]) {
    assert.equal(parseBasic(header), null, String(header).slice(0, 40))
  }
})

test('no header makes the parsers throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      parseBasic(text)
      parseBasic(`Basic ${text}`)
      parseBearer(`Bearer ${text}`)
    }),
  )
})

test('a bearer token is one word of the token alphabet, up to 8 KiB', () => {
  assert.equal(parseBearer('Bearer a.b.c'), 'a.b.c')
  assert.equal(parseBearer('bearer a.b.c'), 'a.b.c')
  for (const header of [undefined, 'Bearer', 'Bearer a b', 'Bearer a, Bearer b', `Bearer ${'a'.repeat(9_000)}`]) {
    assert.equal(parseBearer(header), null)
  }
})
