import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { keepSecretFile, keepSecrets, randomSecret, replaceFile } from './secret-files.ts'

const dir = mkdtempSync(join(tmpdir(), 'crivo-secret-'))
after(() => rmSync(dir, { recursive: true }))

const modeOf = (path: string) => statSync(path).mode & 0o777

test('a secret file is made once, for its owner alone', () => {
  const path = join(dir, 'a', 'key.pem')
  const first = keepSecretFile(path, randomSecret)
  assert.equal(keepSecretFile(path, randomSecret), first)
  assert.equal(modeOf(path), 0o600)
  assert.deepEqual(readdirSync(join(dir, 'a')), ['key.pem'], 'no draft is left')
})

test('named secrets are kept when others join them', () => {
  const path = join(dir, 'named.json')
  const { one } = keepSecrets(path, ['one'])
  const both = keepSecrets(path, ['one', 'two'])
  assert.equal(both.one, one)
  assert.notEqual(both.two, one)
  assert.equal(modeOf(path), 0o600)
})

test('a file is replaced whole', () => {
  const path = join(dir, 'whole')
  replaceFile(path, 'old')
  replaceFile(path, 'new', 0o644)
  assert.equal(readFileSync(path, 'utf8'), 'new')
  assert.equal(modeOf(path), 0o644)
})
