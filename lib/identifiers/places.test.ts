import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatCep, parseCep } from './cep.ts'
import { MOVEMENT_TYPES, parseMovementType } from './movement-type.ts'
import { parseBureauId, parseCardToken } from './opaque-ids.ts'
import { parseUf, UFS } from './uf.ts'

test('a CEP is eight digits, with or without its dash', () => {
  assert.equal(parseCep('01310-100'), '01310100')
  assert.equal(parseCep(' 01310100 '), '01310100')
  for (const bad of ['', '1310100', '01310-1000', '01.310-100', '0131-0100', '01310 100', '０１３１０１００']) {
    assert.equal(parseCep(bad), null)
  }
})

test('formatting and parsing a CEP undo each other', () => {
  const digits = fc.integer({ min: 0, max: 99_999_999 }).map((cep) => String(cep).padStart(8, '0'))
  fc.assert(
    fc.property(digits, (text) => {
      const cep = parseCep(text)
      assert.ok(cep)
      assert.equal(parseCep(formatCep(cep)), text)
    }),
  )
})

test('there are 27 units of the federation, read in any case', () => {
  assert.equal(new Set(UFS).size, 27)
  assert.equal(parseUf(' sp '), 'SP')
  for (const bad of ['', 'XX', 'S', 'SPA', 'toString']) assert.equal(parseUf(bad), null)
})

test('the thirteen movement types are read in any case', () => {
  assert.equal(MOVEMENT_TYPES.length, 13)
  assert.equal(parseMovementType('pix'), 'PIX')
  for (const bad of ['', 'PIXX', 'constructor']) assert.equal(parseMovementType(bad), null)
})

test('card tokens and bureau ids have a prefix and 22 base62 characters', () => {
  const body = '0123456789ABCDEFGHIJkl'
  assert.equal(parseCardToken(`car_${body}`), `car_${body}`)
  assert.equal(parseBureauId(`bur_${body}`), `bur_${body}`)
  for (const bad of [
    `bur_${body}`,
    `car_${body}x`,
    `car_${body.slice(1)}`,
    `car_${body.slice(1)}-`,
    `CAR_${body}`,
    '',
  ]) {
    assert.equal(parseCardToken(bad), null)
  }
  assert.equal(parseBureauId(`car_${body}`), null)
})
