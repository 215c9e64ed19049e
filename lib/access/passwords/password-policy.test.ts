import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passwordProblem } from './password-policy.ts'

const EMAIL = 'ana@aurora.example'

test('a long password that nobody would guess is good, whatever it is made of', () => {
  for (const good of [
    'correct horse battery',
    'onze-maçãs-verdes',
    'céu azul de março',
    'zzq 9 lampiões',
    'aaaaaaaabcdefg',
  ]) {
    assert.equal(passwordProblem(good, EMAIL), null, good)
  }
})

test('length counts characters after normalization, not bytes or code units', () => {
  assert.equal(passwordProblem('abcdefg-hij', EMAIL), 'too_short')
  assert.equal(passwordProblem('🂡🂢🂣🂤🂥🂦🂧🂨🂩🂪🂫', EMAIL), 'too_short')
  assert.equal(passwordProblem('🂡🂢🂣🂤🂥🂦🂧🂨🂩🂪🂫🂭', EMAIL), null)
  // Decomposed accents count as the characters they show.
  assert.equal(passwordProblem('áéíóúàèìòù+'.normalize('NFD'), EMAIL), 'too_short')
  assert.equal(passwordProblem('lâmpada '.repeat(16), EMAIL), null)
  assert.equal(passwordProblem(`${'lâmpada '.repeat(16)}!`, EMAIL), 'too_long')
})

test('what attackers try first is refused, in any case', () => {
  for (const common of [
    'SenhaSenha123',
    'password1234',
    'aaaaaaaaaaaaaa',
    '121212121212',
    '123456789012',
    'abcdefghijkl',
    'lkjihgfedcba',
  ]) {
    assert.equal(passwordProblem(common, EMAIL), 'common', common)
  }
})

test("one's own address is no password", () => {
  assert.equal(passwordProblem('ANA@aurora.example', EMAIL), 'is_email')
  assert.equal(passwordProblem('anaanaana123', EMAIL), 'is_email')
  assert.equal(passwordProblem('ana gosta de uvas', EMAIL), null)
})
