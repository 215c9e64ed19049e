import { chmodSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPortal } from '#lib/runtime/orchestrator/next-build.ts'
import type { Steps } from '#lib/runtime/orchestrator/steps.ts'
import { REPOSITORY } from '#lib/testing/host-file.ts'
import { freePorts, RealInstance } from '#lib/testing/real-instance.ts'
import { runBrowserTests } from './browser-tests.ts'
import { add, type Counts, NONE } from './counts.ts'
import { runNodeTests } from './node-tests.ts'

export type InstanceSuites = { browser: boolean; api: boolean; rounds: number }

/** The suites that need the whole: one fresh `npm start`, looked at from outside, in a browser, and then hurt. */
export async function runInstanceSuites(steps: Steps, { browser, api, rounds }: InstanceSuites): Promise<Counts> {
  const stateDir = mkdtempSync(join(tmpdir(), 'crivo-e2e-'))
  // Its processes run as users of their own, who must get through.
  chmodSync(stateDir, 0o711)
  const instance = new RealInstance({ stateDir, ...(await freePorts()) })
  const stop = () => void instance.stop().then(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  let counts = NONE
  try {
    await steps.run('npm start, do zero', () => instance.start())
    if (api) counts = add(counts, await steps.run('contrato da API', () => runApiTests(instance)))
    if (browser) counts = add(counts, await steps.run('navegador', () => runBrowserTests(instance.environment)))
    await steps.run('encerramento', () => instance.stop())
    counts = add(counts, await steps.run(`quedas e reinícios, ${rounds}×`, () => runProcessTests(instance, rounds)))
  } catch (error) {
    console.log(error instanceof Error ? error.message : error)
    counts = add(counts, { passed: 0, failed: 1, skipped: 0 })
  } finally {
    await instance.stop()
    rmSync(stateDir, { recursive: true, force: true })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop)
  }
  return counts
}

async function runApiTests(instance: RealInstance): Promise<Counts> {
  // One suite runs Next alone, on the build that the instance serves.
  const env = { ...instance.environment, PORTAL_BUILD: await buildPortal(REPOSITORY, () => {}) }
  const files = globSync('e2e/{api,security}/**/*.e2e.ts', { cwd: REPOSITORY })
  return files.length === 0 ? NONE : runNodeTests({ files: files.toSorted(), concurrency: 1, env })
}

function runProcessTests(instance: RealInstance, rounds: number): Promise<Counts> {
  const files = globSync('e2e/processes/**/*.e2e.ts', { cwd: REPOSITORY }).toSorted()
  return runNodeTests({ files, concurrency: 1, env: { ...instance.environment, CRIVO_ROUNDS: String(rounds) } })
}
