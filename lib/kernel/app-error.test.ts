import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError, ERROR_STATUS, toAppError } from './app-error.ts'

test('an error has the status of its code', () => {
  assert.equal(new AppError('cpf_digito').status, 400)
  assert.equal(new AppError('pessoa_nao_encontrada').status, 404)
  assert.equal(new AppError('auditoria_indisponivel').status, 503)
})

test('every code is a word of the wire with a status of an error', () => {
  for (const [code, status] of Object.entries(ERROR_STATUS)) {
    assert.match(code, /^[a-z]+(_[a-z]+)*$/)
    assert.ok(status >= 400 && status < 600, code)
  }
})

test('reason, fields, wait and cause are kept; without them there is nothing', () => {
  const cause = new Error('driver')
  const fields = [{ campo: 'cpf', codigo: 'cpf_digito' }] as const
  const error = new AppError('sobrecarga', { reason: 'queue full', fields, retryAfterSeconds: 3, cause })
  assert.equal(error.message, 'queue full')
  assert.deepEqual(error.fields, fields)
  assert.equal(error.retryAfterSeconds, 3)
  assert.equal(error.cause, cause)
  const bare = new AppError('sobrecarga')
  assert.equal(bare.message, 'sobrecarga')
  assert.deepEqual(bare.fields, [])
  assert.equal(bare.retryAfterSeconds, undefined)
  assert.equal('cause' in bare, false)
})

test('it is known by its brand, also when another copy of the module made it', async () => {
  const copyUrl = new URL('./app-error.ts?copy', import.meta.url).href
  // The same module under another address: what a bundler makes of it.
  const copy = (await import(copyUrl)) as typeof import('./app-error.ts')
  const foreign = new copy.AppError('conflito')
  assert.equal(foreign instanceof AppError, false)
  assert.equal(AppError.is(foreign), true)
  assert.equal(AppError.hasCode(foreign, 'conflito'), true)
  assert.equal(AppError.hasCode(foreign, 'cpf_digito'), false)
})

test('nothing else is taken for one', () => {
  for (const value of [null, undefined, 'conflito', new Error('conflito'), { code: 'conflito' }]) {
    assert.equal(AppError.is(value), false)
  }
})

test('any other thrown value becomes erro_interno with the original as its cause', () => {
  const own = new AppError('conflito')
  assert.equal(toAppError(own), own)
  for (const thrown of [new Error('boom'), 'boom', null]) {
    const error = toAppError(thrown)
    assert.equal(error.code, 'erro_interno')
    assert.equal(error.cause, thrown)
    assert.equal(error.message, 'erro_interno')
  }
})
