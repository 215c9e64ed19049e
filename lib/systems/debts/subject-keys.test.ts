import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createSubjectKeys } from './subject-keys.ts'

const CPF: Cpf = cpfOfBase('999000001')
const keys = createSubjectKeys(new Redacted('one secret of at least thirty-two letters'))
const others = createSubjectKeys(new Redacted('another secret of at least as many letters'))

describe('what is derived from the secret', () => {
  test('a blind index is stable under one key, and tells nothing under another', () => {
    assert.deepEqual(keys.indexOf(CPF), keys.indexOf(CPF))
    assert.notDeepEqual(keys.indexOf(CPF), others.indexOf(CPF))
    assert.notDeepEqual(keys.indexOf(CPF), keys.indexOf(cpfOfBase('999000002')))
    assert.equal(keys.indexOf(CPF).byteLength, 32)
    assert.ok(!keys.indexOf(CPF).toString('latin1').includes(CPF))
  })

  test('a grant’s secret is its own for each grant and each person, and the database holds its hash', () => {
    const [grant, other] = [randomId('grant'), randomId('grant')]
    const subject = keys.indexOf(CPF)
    const secret = keys.grantSecret(grant, subject)
    assert.notDeepEqual(secret, keys.grantSecret(other, subject))
    assert.notDeepEqual(secret, keys.grantSecret(grant, keys.indexOf(cpfOfBase('999000002'))))
    assert.notDeepEqual(secret, others.grantSecret(grant, subject))
    assert.deepEqual(keys.grantSecretHash(grant, subject), createHash('sha256').update(secret).digest())
  })
})
