import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cnpj, formatCnpj, parseCnpj } from './cnpj.ts'

for (const good of ['12ABC34501DE35', '11222333000181']) {
  test(`${good} is a CNPJ, bare, punctuated and in small letters`, () => {
    assert.equal(parseCnpj(good), good)
    // Just checked.
    assert.equal(parseCnpj(` ${formatCnpj(good as Cnpj)} `), good)
    assert.equal(parseCnpj(good.toLowerCase()), good)
  })
}

for (const bad of [
  '',
  '12ABC34501DE36',
  '12ABC34501DE45',
  '11222333000180',
  '1122233300018',
  '112223330001811',
  '12ABC34501DEA5',
  '12.ABC.345/01DE35',
  '12ÁBC34501DE35',
  '00000000000000',
]) {
  test(`${JSON.stringify(bad)} is no CNPJ`, () => assert.equal(parseCnpj(bad), null))
}

test('it is written with its dots, stroke and dash', () => {
  assert.equal(formatCnpj('12ABC34501DE35' as Cnpj), '12.ABC.345/01DE-35')
})

test('parsing never throws, whatever the text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseCnpj(text)))
})
