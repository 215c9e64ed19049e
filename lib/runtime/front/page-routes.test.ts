import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isStaticAsset, readPageRoutes } from './page-routes.ts'

test('paths become patterns: known pages by name, the rest without a word of theirs', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'crivo-routes-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'routes-manifest.json'),
    JSON.stringify({
      version: 3,
      staticRoutes: [
        { page: '/', regex: '^/(?:/)?$' },
        { page: '/entrar', regex: '^/entrar(?:/)?$' },
      ],
      dynamicRoutes: [{ page: '/consultas/[pessoa]', regex: '^/consultas/([^/]+?)(?:/)?$' }],
    }),
  )
  const routeOf = await readPageRoutes(folder)
  assert.equal(routeOf('/'), '/')
  assert.equal(routeOf('/entrar'), '/entrar')
  assert.equal(routeOf('/consultas/pes_abc'), '/consultas/[pessoa]')
  assert.equal(routeOf('/_next/static/chunks/1a2b.js'), '/_next/static/*')
  for (const path of ['/52998224725', '/maria-da-silva', '/consultas/a/b', '/constructor']) {
    assert.equal(routeOf(path), '(unmatched)')
  }
  assert.ok(isStaticAsset(routeOf('/_next/static/x')) && !isStaticAsset(routeOf('/')))
})
