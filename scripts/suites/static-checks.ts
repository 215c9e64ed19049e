import { globSync } from 'node:fs'
import type { Counts } from './counts.ts'
import { findDeadLinks } from './dead-links.ts'
import { type CommandResult, runTool } from './run-command.ts'

type StaticCheck = { name: string; run(): Promise<CommandResult> }

/** What can be said of the code without running it. Each counts as one test. */
export const STATIC_CHECKS: readonly StaticCheck[] = [
  { name: 'biome', run: () => runTool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']) },
  { name: 'types', run: () => runTool('typescript/bin/tsc', ['--noEmit', '--project', '.']) },
  { name: 'imports', run: checkImports },
  { name: 'links in docs', run: checkLinks },
]

export async function countStatic(check: StaticCheck): Promise<Counts> {
  const { code, output } = await check.run()
  if (code === 0) return { passed: 1, failed: 0, skipped: 0 }
  console.log(`✗ ${check.name}\n${output.trimEnd().split('\n').slice(0, 120).join('\n')}`)
  return { passed: 0, failed: 1, skipped: 0 }
}

async function checkImports(): Promise<CommandResult> {
  const rooms = globSync(['app', 'components', 'lib', 'e2e'])
  const result = await runTool('dependency-cruiser/bin/dependency-cruiser.mjs', [
    '--config',
    '.dependency-cruiser.mjs',
    ...rooms,
  ])
  // It warns that it doesn't know TypeScript 7; it reads our files by swc, which does.
  return { ...result, output: result.output.split('\n‼ missing-tsc-transpiler')[0] ?? '' }
}

async function checkLinks(): Promise<CommandResult> {
  const dead = findDeadLinks()
  return { code: dead.length === 0 ? 0 : 1, output: dead.join('\n') }
}
