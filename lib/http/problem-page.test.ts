import { test } from 'node:test'
import { ERROR_STATUS, type ErrorCode } from '#lib/kernel/app-error.ts'
import { checkDocTable } from '#lib/testing/doc-table.ts'
import { PROBLEM_WORDS } from './problem-words.ts'

test('docs/api.md lists every error code with its status and words', () => {
  // The keys of the one list of codes.
  const codes = Object.keys(ERROR_STATUS) as ErrorCode[]
  const rows = codes.map((code) => {
    const { title, detail } = PROBLEM_WORDS[code].en
    return [`\`${code}\``, String(ERROR_STATUS[code]), `${title}. ${detail}`]
  })
  checkDocTable('api.md', 'codes', ['codigo', 'status', 'what it says'], rows)
})
