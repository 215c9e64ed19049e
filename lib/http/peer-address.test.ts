import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf } from './peer-address.ts'

test('an IPv4 address counts for itself, an IPv6 one for its /64, however it is spelled', () => {
  assert.equal(placeOf('203.0.113.7'), '203.0.113.7')
  assert.equal(placeOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(placeOf('2001:0DB8:0001:0002::1'), '2001:db8:1:2::/64')
  assert.equal(placeOf('2001:db8::1'), '2001:db8:0:0::/64')
  assert.equal(placeOf('::1'), '0:0:0:0::/64')
  assert.equal(placeOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
})
