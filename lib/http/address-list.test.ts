import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAddressList } from './address-list.ts'

test('addresses and ranges of both families are told apart', () => {
  const list = createAddressList(['192.0.2.7', '10.0.0.0/8', '2001:db8::/32', '2001:db9::1'])
  for (const inside of ['192.0.2.7', '10.255.0.1', '2001:db8:1::9', '2001:db9::1'])
    assert.ok(list.includes(inside), inside)
  for (const outside of ['192.0.2.8', '11.0.0.1', '2001:db9::2', 'nonsense', ''])
    assert.ok(!list.includes(outside), outside)
  assert.ok(!createAddressList([]).includes('127.0.0.1'))
})

test('an entry that isn’t an address or a range is refused, above all one that would match everything', () => {
  for (const entry of [
    '',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0',
    'example.com',
    '::/129',
    '10.0.0.0/-1',
  ]) {
    assert.throws(() => createAddressList([entry]), entry)
  }
})
