import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Counts } from './counts.ts'
import { runCommand } from './run-command.ts'

export type NodeTests = {
  files: readonly string[]
  concurrency?: number
  env?: Record<string, string | undefined>
  /** The runner of tests on real servers, in place of Node's own. */
  runner?: string
}

/** Runs node:test files; shows the failing ones in full and counts the rest. */
export async function runNodeTests({ files, concurrency = 2, env, runner }: NodeTests): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'crivo-report-'))
  const summary = join(folder, 'summary.json')
  const flags = [
    `--test-concurrency=${concurrency}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./lib/testing/summary-reporter.ts',
    `--test-reporter-destination=${summary}`,
  ]
  try {
    const head = runner === undefined ? ['--test'] : [runner]
    const { code, output } = await runCommand(process.execPath, [...head, ...flags, ...files], env)
    const counts = readCounts(summary)
    // Something broke before or beside the tests: that is no success of zero tests.
    const result = counts ?? { passed: 0, failed: 1, skipped: 0 }
    if (code !== 0 && result.failed === 0) result.failed = 1
    if (result.failed > 0) console.log(failuresIn(output))
    return result
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readCounts(path: string): Counts | null {
  try {
    // Written by our own reporter, in this very shape.
    return JSON.parse(readFileSync(path, 'utf8')) as Counts
  } catch {
    return null
  }
}

function failuresIn(output: string): string {
  const from = output.lastIndexOf('failing tests:')
  return from < 0 ? output.slice(-20_000) : output.slice(from)
}
