import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Asserts that a page of docs/ holds a table exactly as the code says it is, between its two marks
 * (`<!-- name: … -->` and `<!-- end of name -->`). With CRIVO_UPDATE_DOCS=1 it writes the table instead.
 */
export function checkDocTable(page: string, name: string, header: readonly string[], rows: readonly string[][]): void {
  const file = join(import.meta.dirname, '../../docs', page)
  const text = readFileSync(file, 'utf8')
  const marks = new RegExp(`(<!-- ${name}: [^>]*-->\n)[^]*?(<!-- end of ${name} -->)`)
  assert.match(text, marks, `docs/${page} has no marks for its ${name}`)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const table = [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n')
  // A function, so that no `$` of a cell is read as a pattern.
  const expected = text.replace(marks, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`)
  if (process.env.CRIVO_UPDATE_DOCS === '1') writeFileSync(file, expected)
  else assert.equal(text, expected)
}
