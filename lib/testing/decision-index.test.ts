import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkDocTable } from './doc-table.ts'

const FOLDER = join(import.meta.dirname, '../../docs/decisions')

test('docs/decisions/README.md lists every decision by number and title', () => {
  const rows = readdirSync(FOLDER)
    .filter((name) => name !== 'README.md')
    .sort()
    .map((name) => {
      const [, number, title] = /^# (\d{3}) · (.+)$/m.exec(readFileSync(join(FOLDER, name), 'utf8')) ?? []
      assert.ok(number && title && name.startsWith(`${number}-`), `${name} begins with its number and title`)
      return [number, `[${title}](${name})`]
    })
  checkDocTable('decisions/README.md', 'decisions', ['number', 'decision'], rows)
})
