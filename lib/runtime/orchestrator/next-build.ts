import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { takeTurns } from '#lib/datastores/embedded/take-turns.ts'
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
const BUILDS = join('.crivo', 'portal')
const BUILDS_KEPT = 3

/**
 * The folder of the built portal, from the checkout's root: built where what it is made of has changed. Each build has a
 * folder of its own, named by its sources, so a running portal keeps its files while another start builds anew.
 */
export async function buildPortal(root: string, report: Report): Promise<string> {
  const build = join(BUILDS, hashSources(root))
  if (isComplete(join(root, build))) return build
  const buildOnce = async (): Promise<void> => {
    if (isComplete(join(root, build))) return
    await runNext(root)
    keepBuild(join(root, '.next'), join(root, build))
    removeOldBuilds(join(root, BUILDS), build)
  }
  await takeTurns(join(root, '.crivo', 'build.pid'), buildOnce, () => report('espera outra construção'))
  return build
}

function isComplete(build: string): boolean {
  return existsSync(join(build, 'BUILD_ID'))
}

function keepBuild(from: string, to: string): void {
  const draft = `${to}.draft`
  for (const leftover of [draft, to]) rmSync(leftover, { recursive: true, force: true })
  const workFiles = new Set(['cache', 'diagnostics', 'trace', 'types', 'dev'].map((name) => join(from, name)))
  cpSync(from, draft, { recursive: true, filter: (path) => !workFiles.has(path) })
  renameSync(draft, to)
}

function removeOldBuilds(dir: string, current: string): void {
  const builds = readdirSync(dir).map((name) => ({ path: join(dir, name), at: statSync(join(dir, name)).mtimeMs }))
  const old = builds.toSorted((a, b) => b.at - a.at).slice(BUILDS_KEPT)
  for (const { path } of old) if (!path.endsWith(current)) rmSync(path, { recursive: true, force: true })
}

function hashSources(root: string): string {
  const hash = createHash('sha256')
  for (const file of globSync(SOURCES, { cwd: root }).toSorted()) {
    if (!TESTS.test(file)) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex').slice(0, 16)
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
