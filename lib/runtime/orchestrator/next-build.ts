import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { takePidFile } from '#lib/datastores/embedded/process-identity.ts'
import { StartRefused } from './start-refused.ts'
import type { Report } from './steps.ts'

const SOURCES = [
  '{app,components,lib,messages,public}/**/*.{ts,tsx,css,json,svg,png,ico,mjs,woff2}',
  '*.{ts,mjs}',
  'package-lock.json',
  'tsconfig.json',
]
const TESTS = /\.(test|contract)\.tsx?$|^lib\/(testing|datastores\/generated|runtime\/orchestrator)\//
const BUILDING_ALREADY = 'Another next build process'
const STAMP = 'crivo-sources'

/** Builds the portal where what it is made of has changed since it was last built. One build at a time. */
export async function buildPortal(root: string, report: Report): Promise<'built' | 'kept'> {
  const release = await takeTurn(root, report)
  try {
    const stamp = join(root, '.next', STAMP)
    const wanted = hashSources(root)
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'kept'
    rmSync(stamp, { force: true })
    await runNext(root)
    writeFileSync(stamp, wanted)
    return 'built'
  } finally {
    release()
  }
}

async function takeTurn(root: string, report: Report): Promise<() => void> {
  const dir = join(root, '.crivo')
  mkdirSync(dir, { recursive: true })
  const lock = join(dir, 'build.pid')
  while (takePidFile(lock).kind === 'held') {
    report('espera outra construção')
    await wait(200)
  }
  return () => rmSync(lock, { force: true })
}

function hashSources(root: string): string {
  const hash = createHash('sha256')
  for (const file of globSync(SOURCES, { cwd: root }).toSorted()) {
    if (!TESTS.test(file)) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** Somebody may be building by hand, who knows nothing of our turns. */
async function runNext(root: string, attempt = 0): Promise<void> {
  const build = spawn(process.execPath, [join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
    cwd: root,
    env: {
      PATH: `${join(root, 'node_modules', '.bin')}:/usr/bin:/bin`,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-8_000)
  }
  build.stdout.on('data', keep)
  build.stderr.on('data', keep)
  const code = await new Promise<number | null>((resolve, reject) => {
    build.once('error', reject)
    build.once('close', resolve)
  })
  if (code === 0) return
  if (output.includes(BUILDING_ALREADY) && attempt < 60) {
    await wait(2_000)
    return runNext(root, attempt + 1)
  }
  throw new StartRefused(`A construção do portal falhou:\n${output.trimEnd()}`)
}
