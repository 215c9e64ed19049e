import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '#lib/kernel/app-error.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createCursorCodec } from './cursor.ts'
import { createTrustedProxies, peerAddressOf } from './peer-address.ts'
import { readJsonBody } from './read-body.ts'
import { readQuery } from './read-query.ts'

const refusedAs = (code: AppError['code']) => (error: unknown) => AppError.hasCode(error, code)
const post = (body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  new Request('http://x/', { method: 'POST', body, headers })

test('a JSON body is read; an empty, cut or non-UTF-8 one is refused without quoting it', async () => {
  assert.deepEqual(await readJsonBody(post('{"cpf":"1"}')), { cpf: '1' })
  for (const body of ['', '{"a":', '{a:1}', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])]) {
    await assert.rejects(readJsonBody(post(body)), refusedAs('requisicao_invalida'))
  }
})

test('other content types and encodings are 415', async () => {
  for (const type of ['text/plain', 'application/json; charset=latin1', 'application/json-patch+json', '']) {
    await assert.rejects(readJsonBody(post('{}', type ? { 'content-type': type } : {})), refusedAs('tipo_de_conteudo'))
  }
  const gzipped = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  await assert.rejects(readJsonBody(post('{}', gzipped)), refusedAs('tipo_de_conteudo'))
  assert.deepEqual(await readJsonBody(post('{}', { 'content-type': 'Application/JSON; charset=UTF-8' })), {})
})

test('a body over the limit is 413 by what arrives, not by what was announced', async () => {
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(16_384).fill(0x20)),
  })
  const init = { method: 'POST', body: endless, headers: { 'content-type': 'application/json' }, duplex: 'half' }
  await assert.rejects(readJsonBody(new Request('http://x/', init)), refusedAs('corpo_grande'))
  await assert.rejects(readJsonBody(post(`"${'x'.repeat(70_000)}"`)), refusedAs('corpo_grande'))
})

test('deep nesting and prototype keys are refused at any depth', async () => {
  await assert.rejects(readJsonBody(post('['.repeat(30_000) + ']'.repeat(30_000))), refusedAs('requisicao_invalida'))
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    await assert.rejects(readJsonBody(post(`{"a":[{"${key}":{}}]}`)), refusedAs('parametro_desconhecido'))
  }
})

test('a doubled parameter and broken UTF-8 in a query are refused', () => {
  assert.deepEqual(readQuery(new URL('http://x/?a=1&b=2')), { a: '1', b: '2' })
  for (const query of ['a=1&a=2', 'a=1&a=1', 'a=%FF']) {
    assert.throws(() => readQuery(new URL(`http://x/?${query}`)), refusedAs('requisicao_invalida'))
  }
  assert.deepEqual(Object.keys(readQuery(new URL('http://x/?__proto__=1'))), ['__proto__'])
})

test('the peer is the last hop that no trusted proxy vouches for', () => {
  const proxies = createTrustedProxies(['10.0.0.0/8', '::1'])
  assert.equal(peerAddressOf('203.0.113.1', '1.2.3.4', proxies), '203.0.113.1')
  assert.equal(peerAddressOf('10.0.0.1', '1.2.3.4', proxies), '1.2.3.4')
  assert.equal(peerAddressOf('::ffff:10.0.0.1', '6.6.6.6, 1.2.3.4, 10.2.2.2', proxies), '1.2.3.4')
  assert.equal(peerAddressOf('10.0.0.1', 'unknown', proxies), '10.0.0.1')
  assert.equal(peerAddressOf('10.0.0.1', undefined, proxies), '10.0.0.1')
  for (const bad of ['', 'localhost', '10.0.0.0/33', '10.0.0.0/8/8']) assert.throws(() => createTrustedProxies([bad]))
})

test('a cursor opens only where it was made: not altered, not for another binding, not with another key', () => {
  const codec = createCursorCodec(new Redacted('one secret of the cursors'))
  const other = createCursorCodec(new Redacted('another secret'))
  const cursor = codec.encode(['2026-01-01', 7], ['ins_a', 'dividas'])
  assert.deepEqual(codec.decode(cursor, ['ins_a', 'dividas']), ['2026-01-01', 7])
  for (const attempt of [
    () => codec.decode(cursor, ['ins_b', 'dividas']),
    () => codec.decode(cursor, ['ins_a,dividas']),
    () => other.decode(cursor, ['ins_a', 'dividas']),
    () => codec.decode(`${cursor}A`, ['ins_a', 'dividas']),
    () => codec.decode(`${cursor}.`, ['ins_a', 'dividas']),
    () => codec.decode(cursor.slice(0, -1), ['ins_a', 'dividas']),
    () => codec.decode(`${cursor[0] === 'A' ? 'B' : 'A'}${cursor.slice(1)}`, ['ins_a', 'dividas']),
  ]) {
    assert.throws(attempt, refusedAs('cursor_invalido'))
  }
})

test('a cursor gives nothing away: not its position, nor that two are of the same one', () => {
  const codec = createCursorCodec(new Redacted('one secret of the cursors'))
  const cursor = codec.encode(['renda', 962_730], ['ins_a'])
  assert.doesNotMatch(Buffer.from(cursor, 'base64url').toString('latin1'), /renda|962730/)
  assert.notEqual(cursor, codec.encode(['renda', 962_730], ['ins_a']))
})

test('no text is a cursor by chance, and none makes the codec fail otherwise', () => {
  const codec = createCursorCodec(new Redacted('one secret of the cursors'))
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      assert.throws(() => codec.decode(text, []), refusedAs('cursor_invalido'))
    }),
  )
})
