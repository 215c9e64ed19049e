import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDemoFacts } from './demo-facts.ts'

test('the demo’s facts are its sign-ins and people, null before it is seeded, and nothing else of the file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'crivo-demo-'))
  t.after(() => rmSync(folder, { recursive: true }))
  assert.equal(readDemoFacts(folder), null)
  const user = { email: 'ana@aurora.example', password: 'x', role: 'analyst', institution: 'Banco Aurora' }
  const people = { plain: '1', indebted: '2', no_score: '3' }
  writeFileSync(
    join(folder, 'demo.json'),
    JSON.stringify({ url: 'http://localhost:3000', users: [user], people, keys: [{ secret: 'crs_live_x' }] }),
  )
  assert.deepEqual(readDemoFacts(folder), { signIns: [user], people })
  writeFileSync(join(folder, 'demo.json'), '{"users":[{}]}')
  assert.throws(() => readDemoFacts(folder))
})
