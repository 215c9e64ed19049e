import { test } from 'node:test'
import { checkDocTable } from '#lib/testing/doc-table.ts'
import { PROCESSES, type Variable } from './variable.ts'
import { VARIABLES } from './variables.ts'

function defaultOf({ schema }: Variable): string {
  const parsed = schema.safeParse(undefined)
  if (!parsed.success) return 'required'
  return parsed.data === undefined ? '–' : `\`${parsed.data}\``
}

test('docs/configuration.md lists every variable as the schema reads it', () => {
  const rows = Object.entries<Variable>(VARIABLES).map(([name, variable]) => [
    `\`${name}\``,
    variable.processes.length === PROCESSES.length ? 'all' : variable.processes.join(', '),
    defaultOf(variable),
    variable.secret ? 'yes' : 'no',
    variable.doc,
  ])
  checkDocTable('configuration.md', 'variables', ['variable', 'read by', 'default', 'secret', 'what it is'], rows)
})
