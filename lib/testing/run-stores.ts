import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePidFile } from '#lib/datastores/embedded/process-identity.ts'
import { DATABASES, generateClient } from '#lib/datastores/migrations/generate.ts'
import { type HostFile, hostPaths, REPOSITORY } from './host-file.ts'
import { createRunDatabases } from './run-databases.ts'
import { TEST_SERVERS_VARIABLE } from './servers.ts'
import { acquireHost, releaseHost } from './shared-host.ts'

/** `npm run test:stores -- [--fresh] [paths]`: runs tests that need real servers, on databases of this run alone. */
async function main(args: readonly string[]): Promise<number> {
  const files = testFiles(args.filter((arg) => !arg.startsWith('--')))
  const { runsDir, stateDir } = hostPaths()
  if (args.includes('--fresh')) {
    await releaseHost()
    rmSync(stateDir, { recursive: true, force: true })
  }
  mkdirSync(runsDir, { recursive: true })
  const lease = join(runsDir, `${process.pid}.pid`)
  writePidFile(lease, process.pid)
  try {
    const [host] = await Promise.all([acquireHost(), generateClients()])
    return await withRunDatabases(host, (connections) => runTests(files, args, connections))
  } finally {
    rmSync(lease, { force: true })
  }
}

async function withRunDatabases(host: HostFile, work: (connections: string) => Promise<number>): Promise<number> {
  const databases = await createRunDatabases(host)
  const connections = join(hostPaths().runsDir, `${process.pid}.json`)
  writeFileSync(connections, JSON.stringify(databases.file), { mode: 0o600 })
  try {
    return await work(connections)
  } finally {
    rmSync(connections, { force: true })
    await databases.drop()
  }
}

async function generateClients(): Promise<void> {
  const written = DATABASES.filter((name) => existsSync(join(REPOSITORY, 'prisma', name, 'schema.prisma')))
  await Promise.all(written.map((name) => generateClient(REPOSITORY, name)))
}

function testFiles(paths: readonly string[]): string[] {
  const patterns = paths.length > 0 ? paths.map(asPattern) : ['lib/**/*.stores.test.ts']
  const files = globSync(patterns, { cwd: REPOSITORY }).toSorted()
  if (files.length === 0) throw new Error(`no test file matches ${patterns.join(' ')}`)
  return files
}

function asPattern(path: string): string {
  const found = statSync(join(REPOSITORY, path), { throwIfNoEntry: false })
  return found?.isDirectory() ? join(path, '**/*.stores.test.ts') : path
}

function runTests(files: readonly string[], args: readonly string[], connections: string): Promise<number> {
  const flags = args.filter((arg) => arg.startsWith('--') && arg !== '--fresh')
  const env = { ...process.env, [TEST_SERVERS_VARIABLE]: connections }
  const child = spawn(process.execPath, ['--test', ...flags, ...files], { cwd: REPOSITORY, env, stdio: 'inherit' })
  // The run's databases are dropped whatever stops it; the tests get the signal themselves.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

process.exitCode = await main(process.argv.slice(2))
