import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cpf, cpfOfBase, formatCpf, formatPartialCpf, maskCpf, parseCpf } from './cpf.ts'

const base = fc
  .integer({ min: 0, max: 999_999_999 })
  .map((number) => String(number).padStart(9, '0'))
  .filter((digits) => !/^(\d)\1{8}$/.test(digits))
const cpf = base.map(cpfOfBase)

function codeOf(text: string): string {
  const parse = parseCpf(text)
  return parse.kind === 'valid' ? 'valid' : parse.code
}

for (const good of ['52998224725', '11144477735', '00000000191', '99000000807', '99000000300', '01234567890']) {
  test(`${good} is a CPF, bare and punctuated, spaces around it or not`, () => {
    assert.deepEqual(parseCpf(good), { kind: 'valid', cpf: good })
    // Just checked.
    assert.deepEqual(parseCpf(`  ${formatCpf(good as Cpf)}\n`), { kind: 'valid', cpf: good })
  })
}

for (const madeUp of ['99900000005', '99900001826']) {
  test(`the made-up person ${madeUp} has a CPF`, () => assert.equal(codeOf(madeUp), 'valid'))
}

for (const digit of '0123456789') {
  test(`eleven times ${digit} passes the arithmetic and is refused`, () => {
    assert.equal(codeOf(digit.repeat(11)), 'cpf_repetido')
  })
}

for (const text of ['5299822472', '529982247250', '1', '0'.repeat(100)]) {
  test(`only digits, ${text.length} of them: cpf_tamanho, never padded`, () =>
    assert.equal(codeOf(text), 'cpf_tamanho'))
}

for (const text of [
  '',
  '   ',
  '529.982.24725',
  '529982247-25',
  '529 982 247 25',
  '529.982.247-2',
  '5299822472x',
  '٥٢٩٩٨٢٢٤٧٢٥',
  '５２９９８２２４７２５',
  '52998224725\n52998224725',
  '+52998224725',
  '5.2998224725e10',
  '{"$gt":""}',
]) {
  test(`${JSON.stringify(text)} has the wrong shape: cpf_formato`, () => assert.equal(codeOf(text), 'cpf_formato'))
}

test('the refusal says which check digit is the first wrong one', () => {
  assert.deepEqual(parseCpf('52998224735'), { kind: 'refused', code: 'cpf_digito', wrongDigit: 10 })
  assert.deepEqual(parseCpf('52998224726'), { kind: 'refused', code: 'cpf_digito', wrongDigit: 11 })
  assert.deepEqual(parseCpf('123'), { kind: 'refused', code: 'cpf_tamanho', wrongDigit: null })
})

test('formatting and parsing undo each other', () => {
  fc.assert(fc.property(cpf, (valid) => assert.deepEqual(parseCpf(formatCpf(valid)), { kind: 'valid', cpf: valid })))
})

test('parsing never throws, whatever the text, and what it accepts is eleven digits', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'0123456789.- ') }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const parse = parseCpf(text)
      if (parse.kind === 'valid') assert.match(parse.cpf, /^\d{11}$/)
    }),
  )
})

test('at least 99.7 % of one-digit changes are refused', () => {
  // Every one of the 99 changes of 500 CPFs; the arithmetic lets 0.18 % through.
  let [changes, refused] = [0, 0]
  for (const valid of fc.sample(cpf, { numRuns: 500, seed: 1 })) {
    for (let place = 0; place < 11; place++) {
      for (const digit of '0123456789') {
        if (digit === valid[place]) continue
        changes++
        if (codeOf(valid.slice(0, place) + digit + valid.slice(place + 1)) !== 'valid') refused++
      }
    }
  }
  assert.ok(refused / changes >= 0.997, `${refused} of ${changes}`)
})

test('a mask shows the six middle digits and nothing else', () => {
  fc.assert(
    fc.property(cpf, (valid) => {
      assert.equal(maskCpf(valid), `***.${valid.slice(3, 6)}.${valid.slice(6, 9)}-**`)
      assert.equal(maskCpf(valid).replace(/\D/g, ''), valid.slice(3, 9))
    }),
  )
})

test('two CPFs that differ only in hidden digits have the same mask', () => {
  assert.equal(maskCpf(cpfOfBase('111456789')), maskCpf(cpfOfBase('222456789')))
})

test('punctuation appears as one types and survives pasting and deleting', () => {
  assert.equal(formatPartialCpf(''), '')
  assert.equal(formatPartialCpf('529'), '529')
  assert.equal(formatPartialCpf('5299'), '529.9')
  assert.equal(formatPartialCpf('529982247'), '529.982.247')
  assert.equal(formatPartialCpf('529.982.247-2'), '529.982.247-2')
  assert.equal(formatPartialCpf(' 529982247259999'), '529.982.247-25')
  fc.assert(fc.property(cpf, (valid) => assert.equal(formatPartialCpf(valid), formatCpf(valid))))
  fc.assert(
    fc.property(fc.string(), (text) => assert.equal(formatPartialCpf(formatPartialCpf(text)), formatPartialCpf(text))),
  )
})

test('a base that is not nine digits, or would make a repeated number, gives no CPF', () => {
  assert.throws(() => cpfOfBase('12345678'), RangeError)
  assert.throws(() => cpfOfBase('12345678x'), RangeError)
  assert.throws(() => cpfOfBase('999999999'), RangeError)
})
