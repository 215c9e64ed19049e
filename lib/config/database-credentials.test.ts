import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carriesStrongCredential } from './database-credentials.ts'

const STRONG = 'kR4tWq9ZpLx2VbN7'

test('a password of 16 characters is enough, wherever the URL carries it', () => {
  for (const url of [
    `postgresql://app:${STRONG}@db.internal:5432/base_a`,
    `postgres://app:${STRONG}@localhost/base_a?host=/run/postgresql`,
    `postgresql://app@db.internal/base_a?password=${STRONG}`,
    `postgresql://app:${encodeURIComponent('k@4t/q9Z:Lx2?bN7')}@db.internal/base_a`,
    `mongodb://app:${STRONG}@one:27017,two:27017,three/base_b?replicaSet=rs0`,
    `mongodb+srv://app:${STRONG}@cluster.internal/base_b`,
  ]) {
    assert.ok(carriesStrongCredential(url), url)
  }
})

test('a short, repeated or guessable password is not, nor none at all over the network', () => {
  for (const url of [
    'postgresql://app:pw@db.internal/base_a',
    `postgresql://app:${STRONG.slice(1)}@db.internal/base_a`,
    `postgresql://app:${'%41'.repeat(16)}@db.internal/base_a`,
    `postgresql://app:${'%61b'.repeat(8)}@db.internal/base_a`,
    'postgresql://app:my-password-000-my@db.internal/base_a',
    `postgresql://app:${STRONG}@db.internal/base_a?password=short`,
    'postgresql://app@db.internal/base_a',
    'postgresql://db.internal/base_a',
    'postgresql:///base_a',
    'postgresql://app:@db.internal/base_a',
    'postgresql://app:pw@localhost/base_a?host=/run/postgresql',
    'postgresql://app@localhost/base_a?host=db.internal',
    'postgresql://app:%zz@db.internal/base_a',
    'mongodb://127.0.0.1/base_b',
    `mongodb://app@one/base_b?password=${STRONG}`,
    'mongodb://app@one,two/base_b?host=/run',
  ]) {
    assert.ok(!carriesStrongCredential(url), url)
  }
})

test('none is needed where the server knows its peer: a socket, a client certificate', () => {
  for (const url of [
    'postgresql://app@localhost/base_a?host=/run/postgresql',
    'postgresql://app@%2Frun%2Fpostgresql/base_a',
    'mongodb://db.internal/base_b?authMechanism=MONGODB-X509&tls=true',
  ]) {
    assert.ok(carriesStrongCredential(url), url)
  }
})
