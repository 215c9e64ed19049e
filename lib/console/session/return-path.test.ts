import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseReturnPath } from './return-path.ts'

test('a path of one of our pages is kept', () => {
  for (const path of ['/consultas', '/consultas/pes_0aZ', '/minha-conta', '/concessoes']) {
    assert.equal(parseReturnPath(path), path)
  }
})

test('every page of a member is one', () => {
  const folder = join(import.meta.dirname, '../../../app/(portal)')
  const pages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  assert.ok(pages.length > 5)
  for (const { name } of pages) assert.equal(parseReturnPath(`/${name}`), `/${name}`)
})

test('anything that could lead elsewhere is dropped', () => {
  const hostile = [
    '//evil.example',
    '/\\evil.example',
    '/consultas//evil.example',
    'https://evil.example/consultas',
    'javascript:alert(1)',
    '/consultas?x=//evil.example',
    '/consultas/../../evil',
    '/consultasx',
    '/entrar',
    '/consultas\n',
    '',
    null,
    undefined,
  ]
  for (const path of hostile) assert.equal(parseReturnPath(path), null)
})
