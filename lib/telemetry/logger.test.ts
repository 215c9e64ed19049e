import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { createLogger } from './logger.ts'

function setUp() {
  const lines: string[] = []
  const log = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { logger: createLogger('test', 'info', log), lines }
}

test('an error is told by class, code and frames; a driver’s message, which may quote data, is not', () => {
  const { logger, lines } = setUp()
  const driver = Object.assign(new Error('duplicate key: (cpf)=(52998224725)'), { code: '23505' })
  logger.error({ event: 'x', err: new AppError('erro_interno', { reason: 'store', cause: driver }) })
  logger.error({ event: 'x', err: driver })
  assert.ok(!lines.join('').includes('52998224725'))
  const [ours, bare] = lines.map((line) => JSON.parse(line))
  assert.equal(ours.err.reason, 'store')
  assert.equal(ours.err.cause.code, '23505')
  assert.equal(bare.err.code, '23505')
  assert.match(bare.err.stack, /^ {4}at /)
})

test('what is personal or secret is redacted, should it be logged by mistake', () => {
  const { logger, lines } = setUp()
  logger.info({ event: 'x', cpf: '52998224725', input: { nome: 'Maria', headers: { authorization: 'Basic x' } } })
  for (const secret of ['52998224725', 'Maria', 'Basic x']) assert.ok(!lines.join('').includes(secret))
})
