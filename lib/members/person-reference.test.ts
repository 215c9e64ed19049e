import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cpfOfBase } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createPersonReferences } from './person-reference.ts'

const references = createPersonReferences(new Redacted('k'.repeat(40)))
const [aurora, boreal] = [randomId('institution'), randomId('institution')]
const cpf = cpfOfBase('999000018')

test('a reference is stable, per institution, and of one shape', () => {
  assert.equal(references.referenceOf(aurora, cpf), references.referenceOf(aurora, cpf))
  assert.notEqual(references.referenceOf(aurora, cpf), references.referenceOf(boreal, cpf))
  assert.notEqual(references.referenceOf(aurora, cpf), references.referenceOf(aurora, cpfOfBase('999000019')))
  assert.match(references.referenceOf(aurora, cpf), /^pes_[0-9A-Za-z]{22}$/)
  const elsewhere = createPersonReferences(new Redacted('j'.repeat(40)))
  assert.notEqual(references.referenceOf(aurora, cpf), elsewhere.referenceOf(aurora, cpf))
})

test('a sealed number opens for its own row only, and shows nothing by itself', () => {
  const reference = references.referenceOf(aurora, cpf)
  const sealed = references.seal(aurora, reference, cpf)
  assert.equal(references.open(aurora, reference, sealed), cpf)
  assert.equal(sealed.includes(cpf), false)
  assert.notDeepEqual(sealed, references.seal(aurora, reference, cpf))
  const refused = (error: unknown) => AppError.hasCode(error, 'erro_interno')
  assert.throws(() => references.open(boreal, reference, sealed), refused)
  assert.throws(() => references.open(aurora, 'pes_0000000000000000000000', sealed), refused)
  for (const place of [0, 1, 14, sealed.length - 1]) {
    const altered = Buffer.from(sealed)
    altered[place] = (altered[place] ?? 0) ^ 1
    assert.throws(() => references.open(aurora, reference, altered), refused)
  }
  assert.throws(() => references.open(aurora, reference, sealed.subarray(0, 20)), refused)
})
