import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAccessKeyId } from '#lib/access/access-key.ts'
import { tokenSubjectOf } from '#lib/access/token-claims.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { claimsOfKey } from './key-claims.ts'
import type { LiveKey } from './store.ts'

const id = parseAccessKeyId(`crk_live_${'a'.repeat(22)}`)
assert.ok(id)
const key: LiveKey = {
  id,
  institutionId: randomId('institution'),
  scopes: ['sistema2:score'],
  tier: 'basico',
  purposes: ['analise_de_credito'],
  ips: [],
  limit: null,
  expiresAt: null,
  secretDigests: [],
}
const token = (terms: LiveKey) => ({
  ...claimsOfKey(terms),
  sub: terms.id,
  client_id: terms.id,
  scope: 'sistema2:score',
  jti: 'j'.repeat(20),
  iat: 1,
})

test('a key’s own limit and its addresses reach whoever takes its token', () => {
  const limit = { quota: 5, seconds: 60 }
  const ips = Array.from({ length: 100 }, (_, nth) => `2001:db8:0:${nth.toString(16)}::/64`)
  const subject = tokenSubjectOf(token({ ...key, limit, ips }), 'subject')
  assert.deepEqual([subject.tier, subject.limit, subject.addresses], ['basico', limit, ips])
})

test('where a key has neither, the token says nothing of them', () => {
  assert.deepEqual(Object.keys(claimsOfKey(key)).toSorted(), ['ambiente', 'finalidades', 'instituicao', 'nivel'])
  assert.deepEqual(tokenSubjectOf(token(key), 'subject').limit, null)
})
