import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { createPasswordHasher } from './password-hash.ts'

const passwords = createPasswordHasher({ concurrency: 2, queue: 8 })

test('a hash is a PHC string of argon2id at 19 MiB, two passes, with a salt of its own', async () => {
  const [first, second] = [await passwords.hash('onze maçãs verdes'), await passwords.hash('onze maçãs verdes')]
  assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(first, second)
})

test('only the password itself is verified, however it was typed', async () => {
  const hash = await passwords.hash('onze maçãs verdes')
  assert.equal(await passwords.verify('onze maçãs verdes', hash), true)
  assert.equal(await passwords.verify('onze maçãs verdes'.normalize('NFD'), hash), true)
  assert.equal(await passwords.verify('onze maçãs verdeS', hash), false)
  assert.equal(await passwords.verify('', hash), false)
})

test('a hash made by another implementation is understood (the vector of the reference code)', async () => {
  // phc-winner-argon2 test.c: argon2id, t=2, m=2^16, p=1, "password", "somesalt"
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  assert.equal(await passwords.verify('password', hash), true)
  assert.equal(await passwords.verify('Password', hash), false)
})

test('a missing, broken or monstrous hash refuses after the same work', async () => {
  for (const hash of [
    null,
    '',
    '$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$AAAA',
    '$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ]) {
    assert.equal(await passwords.verify('onze maçãs verdes', hash), false)
  }
})

test('beyond the queue a caller is told at once that there is too much to do', async () => {
  const small = createPasswordHasher({ concurrency: 1, queue: 1 })
  const results = await Promise.allSettled([small.hash('a'), small.hash('b'), small.hash('c')])
  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'fulfilled', 'rejected'],
  )
  const [, , refused] = results
  assert.ok(refused?.status === 'rejected' && AppError.hasCode(refused.reason, 'sobrecarga'))
  assert.equal(await small.verify('a', await small.hash('a')), true)
})

test('what a password is stretched to is the same under the same parameters, and no other', async () => {
  const first = await passwords.stretch('onze maçãs verdes', null)
  assert.match(first.parameters, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}$/)
  assert.deepEqual(await passwords.stretch('onze maçãs verdes', first.parameters), first)
  const other = await passwords.stretch('onze maçãs verdeS', first.parameters)
  assert.notDeepEqual(other.stretched, first.stretched)
  assert.notEqual((await passwords.stretch('onze maçãs verdes', null)).parameters, first.parameters)
  await assert.rejects(passwords.stretch('x', '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ'), /that are none/)
})
