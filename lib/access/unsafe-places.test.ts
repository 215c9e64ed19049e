import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { createAccessKey } from './access-key.ts'
import { refuseCardNumberOutsideBody, refuseSecretInUrl } from './unsafe-places.ts'

const code = (expected: string) => (error: unknown) => AppError.is(error) && error.code === expected

test('a secret or a token in a URL is refused, plain or percent-encoded', () => {
  const { secret } = createAccessKey('live')
  const encoded = [...secret].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')
  const token = `eyJhbGciOiJQUzI1NiJ9.eyJzdWIiOiJtZW0ifQ.${'a'.repeat(40)}`
  for (const text of [secret, encoded, token]) {
    assert.throws(() => refuseSecretInUrl(`http://x/v1/sistema3/${text}`), code('credencial_em_lugar_inseguro'))
    assert.throws(() => refuseSecretInUrl(`http://x/v1/sistema3/1?k=${text}`), code('credencial_em_lugar_inseguro'))
  }
  refuseSecretInUrl('http://x/v1/sistema3/99900000005?limite=20&quebrado=%E0%A4%A')
})

test('a card number is refused in path, query and headers, but a credential is not looked into', () => {
  const refused = code('cartao_em_lugar_inseguro')
  const at =
    (url: string, headers: Record<string, string> = {}) =>
    () =>
      refuseCardNumberOutsideBody(`http://x${url}`, new Headers(headers))
  assert.throws(at('/v1/sistema3/4111111111111111'), refused)
  assert.throws(at('/v1/sistema3/%34111%201111%201111%201111?x=%E0%A4%A'), refused)
  assert.throws(at('/v1/sistema3/99900000005?cartao=4111+1111+1111+1111'), refused)
  assert.throws(at('/v1/sistema3/4111%C2%A01111%E2%80%931111%C2%A01111'), refused, 'no-break spaces and en dashes')
  assert.throws(at('/v1/sistema3/99900000005', { Relacao: '4111111111111111' }), refused)
  assert.doesNotThrow(at('/v1/sistema3/99900000005?cursor=4111111111111112'))
  assert.doesNotThrow(at('/v1/sistema3/99900000005', { Authorization: 'Basic 4111111111111111' }))
})
