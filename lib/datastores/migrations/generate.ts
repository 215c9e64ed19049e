import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { takeTurns } from '#lib/datastores/embedded/take-turns.ts'

const run = promisify(execFile)
export const DATABASES = ['base-a', 'portal'] as const
export type DatabaseName = (typeof DATABASES)[number]

const STAMP = '.schema-hash'

/** Makes the typed client of one database where its schema (or Prisma) has changed since it was last made. */
export async function generateClient(root: string, name: DatabaseName): Promise<'made' | 'kept'> {
  const prismaDir = join(root, 'prisma', name)
  const stamp = join(root, 'lib', 'datastores', 'generated', name, STAMP)
  const wanted = hashOf([join(prismaDir, 'schema.prisma'), join(root, 'node_modules', 'prisma', 'package.json')])
  const isMade = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (isMade()) return 'kept'
  return takeTurns(join(root, '.crivo', `generate-${name}.pid`), async () => {
    if (isMade()) return 'kept'
    await runPrisma(root, ['generate', '--config', join(prismaDir, 'prisma.config.ts')])
    writeFileSync(stamp, wanted)
    return 'made'
  })
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex')
}

async function runPrisma(root: string, args: readonly string[]): Promise<void> {
  await run(process.execPath, [join(root, 'node_modules', 'prisma', 'build', 'index.js'), ...args], {
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
}
