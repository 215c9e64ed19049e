import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCpf } from '#lib/identifiers/cpf.ts'
import { cpfOfIndex, MAX_PEOPLE } from './cpf-of-index.ts'

test('a million people have a million CPFs: every base of 999 but the repeated one, and one stand-in', () => {
  const seen = new Uint8Array(MAX_PEOPLE)
  const standIns: number[] = []
  for (let index = 0; index < MAX_PEOPLE; index++) {
    const cpf = cpfOfIndex(index)
    if (cpf.startsWith('999')) seen[Number(cpf.slice(3, 9))] = 1
    else standIns.push(index)
  }
  assert.equal(
    seen.reduce((sum, flag) => sum + flag, 0),
    MAX_PEOPLE - 1,
  )
  assert.equal(seen[999_999], 0)
  assert.deepEqual(standIns, [MAX_PEOPLE - 1])
  assert.match(cpfOfIndex(MAX_PEOPLE - 1), /^998999999\d\d$/)
})

test('each is a CPF by the rules of parsing', () => {
  for (let index = 0; index < MAX_PEOPLE; index += 997) assert.equal(parseCpf(cpfOfIndex(index)).kind, 'valid')
  assert.equal(parseCpf(cpfOfIndex(MAX_PEOPLE - 1)).kind, 'valid')
})

test('neighbours in the population are no neighbours by CPF', () => {
  const steps = new Set<number>()
  for (let index = 0; index < 1_000; index++) {
    steps.add(Number(cpfOfIndex(index + 1).slice(3, 9)) - Number(cpfOfIndex(index).slice(3, 9)))
  }
  assert.ok(steps.size > 900, `${steps.size} different steps`)
})

test('outside the million there is nobody', () => {
  for (const index of [-1, MAX_PEOPLE, 0.5, Number.NaN]) assert.throws(() => cpfOfIndex(index), RangeError)
})
