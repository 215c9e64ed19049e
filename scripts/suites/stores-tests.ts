import { globSync } from 'node:fs'
import { readPidFile } from '#lib/datastores/embedded/process-identity.ts'
import { hostPaths, REPOSITORY } from '#lib/testing/host-file.ts'
import { releaseHost } from '#lib/testing/shared-host.ts'
import { type Counts, NONE } from './counts.ts'
import { runNodeTests } from './node-tests.ts'

/** Tests on real servers. Servers that were running before (a developer's) are left running. */
export async function runStoresTests(): Promise<Counts> {
  const files = globSync('lib/**/*.stores.test.ts', { cwd: REPOSITORY })
  if (files.length === 0) return NONE
  const wasRunning = readPidFile(hostPaths().pidFile) !== null
  try {
    return await runNodeTests({ files: files.toSorted(), runner: 'lib/testing/run-stores.ts' })
  } finally {
    if (!wasRunning) await releaseHost()
  }
}
