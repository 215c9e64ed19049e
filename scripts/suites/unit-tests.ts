import { globSync } from 'node:fs'
import { DATABASES, generateClient } from '#lib/datastores/migrations/generate.ts'
import { REPOSITORY } from '#lib/testing/host-file.ts'
import { type Counts, NONE } from './counts.ts'
import { runNodeTests } from './node-tests.ts'

/** Tests beside their sources that need no server. */
export async function runUnitTests(): Promise<Counts> {
  const files = globSync(['{app,components,lib,scripts}/**/*.test.ts'], {
    cwd: REPOSITORY,
    exclude: (path) => path.endsWith('.stores.test.ts'),
  })
  return files.length === 0 ? NONE : runNodeTests({ files: files.toSorted() })
}

/** Types and tests need the typed clients of both databases. */
export async function generateClients(): Promise<void> {
  await Promise.all(DATABASES.map((name) => generateClient(REPOSITORY, name)))
}
