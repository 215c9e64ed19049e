import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areCookiesSecure, authCookies, cookieName } from './cookie-names.ts'

const HTTPS = 'https://crivo.example'
const HTTP = 'http://localhost:3000'

test('behind https every cookie of next-auth is bound to this host: its name, all paths, no domain, https only', () => {
  const cookies = authCookies(HTTPS)
  assert.deepEqual(
    Object.values(cookies).map(({ name }) => name),
    ['__Host-next-auth.session-token', '__Host-next-auth.callback-url', '__Host-next-auth.csrf-token'],
  )
  for (const { name, options } of Object.values(cookies)) {
    // Exactly these: a `domain` would make browsers drop a cookie of such a name.
    assert.deepEqual(options, { httpOnly: true, sameSite: 'lax', path: '/', secure: true }, name)
  }
})

test('on http, names are plain: browsers would refuse the others', () => {
  const cookies = authCookies(HTTP)
  assert.deepEqual(
    Object.values(cookies).map(({ name }) => name),
    ['next-auth.session-token', 'next-auth.callback-url', 'next-auth.csrf-token'],
  )
  for (const { name, options } of Object.values(cookies)) {
    assert.deepEqual(options, { httpOnly: true, sameSite: 'lax', path: '/', secure: false }, name)
  }
})

test('our own cookies follow the same rule', () => {
  assert.deepEqual([cookieName('crivo-finalidade', HTTPS), areCookiesSecure(HTTPS)], ['__Host-crivo-finalidade', true])
  assert.deepEqual([cookieName('crivo-finalidade', HTTP), areCookiesSecure(HTTP)], ['crivo-finalidade', false])
})
