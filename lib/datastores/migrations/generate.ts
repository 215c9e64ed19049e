import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const DATABASES = ['base-a', 'portal'] as const
export type DatabaseName = (typeof DATABASES)[number]

const STAMP = '.schema-hash'

/** Makes the typed client of one database where its schema (or Prisma) has changed since it was last made. */
export async function generateClient(root: string, name: DatabaseName): Promise<'made' | 'kept'> {
  const prismaDir = join(root, 'prisma', name)
  const output = join(root, 'lib', 'datastores', 'generated', name)
  const stamp = join(output, STAMP)
  const hash = createHash('sha256')
  for (const path of [join(prismaDir, 'schema.prisma'), join(root, 'node_modules', 'prisma', 'package.json')]) {
    hash.update(readFileSync(path))
  }
  const wanted = hash.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'kept'
  const cli = join(root, 'node_modules', 'prisma', 'build', 'index.js')
  await run(process.execPath, [cli, 'generate', '--config', join(prismaDir, 'prisma.config.ts')], {
    cwd: root,
    env: {
      PATH: '/usr/bin:/bin',
      NODE_ENV: 'production',
      // Generating needs no engine, but without this Prisma would try to download one.
      PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  })
  writeFileSync(stamp, wanted)
  return 'made'
}
