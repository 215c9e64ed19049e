import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PROCESSES, type Variable } from './variable.ts'
import { VARIABLES } from './variables.ts'

const PAGE = join(import.meta.dirname, '../../docs/configuration.md')
const BEGIN = '<!-- variables: written from lib/config/variables.ts -->'
const END = '<!-- end of variables -->'

function defaultOf({ schema }: Variable): string {
  const parsed = schema.safeParse(undefined)
  if (!parsed.success) return 'required'
  return parsed.data === undefined ? '–' : `\`${parsed.data}\``
}

/** The table as the page must show it: one row for each variable, in the schema's own order. */
function expectedTable(): string {
  const rows = Object.entries<Variable>(VARIABLES).map(([name, variable]) => {
    const readers = variable.processes.length === PROCESSES.length ? 'all' : variable.processes.join(', ')
    return `| \`${name}\` | ${readers} | ${defaultOf(variable)} | ${variable.secret ? 'yes' : 'no'} | ${variable.doc} |`
  })
  return ['| variable | read by | default | secret | what it is |', '|---|---|---|---|---|', ...rows].join('\n')
}

test('docs/configuration.md lists every variable as the schema reads it (CRIVO_UPDATE_DOCS=1 rewrites it)', () => {
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest = ''] = page.split(BEGIN)
  const [, after] = rest.split(END)
  assert.ok(after !== undefined, 'the page has the two marks around its table')
  const expected = `${before}${BEGIN}\n\n${expectedTable()}\n\n${END}${after}`
  if (process.env.CRIVO_UPDATE_DOCS === '1') writeFileSync(PAGE, expected)
  else assert.equal(page, expected)
})
