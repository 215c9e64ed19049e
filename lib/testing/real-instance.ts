import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type ProcessIdentity, readPidFile, waitForEnd } from '#lib/datastores/embedded/process-identity.ts'
import { REPOSITORY } from './host-file.ts'

const READY_LINE = /^Crivo em http/m
const COLD_START_WITHIN_MS = 300_000

export type InstanceOptions = { stateDir: string; port: number; adminPort: number }

/** What a start said and how it ended. */
export type Ended = { code: number | null; output: string }

/** `npm start` itself, as a person runs it, on a state folder and ports of a test's own. */
export class RealInstance {
  readonly options: InstanceOptions
  #npm: ChildProcess | null = null
  #output = ''

  constructor(options: InstanceOptions) {
    this.options = options
  }

  get url(): string {
    return `http://localhost:${this.options.port}`
  }

  get adminUrl(): string {
    return `http://127.0.0.1:${this.options.adminPort}`
  }

  get output(): string {
    return this.#output
  }

  /** The variables by which a test suite finds this instance. */
  get environment(): Record<string, string> {
    const { stateDir, port, adminPort } = this.options
    return {
      CRIVO_STATE: stateDir,
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      CRIVO_CACHE: join(REPOSITORY, '.crivo', 'cache'),
    }
  }

  /** Runs `npm start` without waiting for it; `ended` resolves with what it said once it is over. */
  launch(environment: Record<string, string> = {}): { ended: Promise<Ended> } {
    const npm = spawn('npm', ['start', '--silent'], {
      cwd: REPOSITORY,
      env: { ...process.env, ...this.environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, as a terminal would give it.
      detached: true,
    })
    this.#npm = npm
    this.#output = ''
    let output = ''
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        this.#output = output
      })
    }
    const ended = new Promise<Ended>((resolve) => npm.once('close', (code) => resolve({ code, output })))
    return { ended }
  }

  /** Resolves once everything serves; throws with what the start said if it ended instead. */
  async start(): Promise<void> {
    const { ended } = this.launch()
    const over = new AbortController()
    const failed = ended.then(({ output }) => {
      throw new Error(`npm start ended instead of serving:\n${output}`)
    })
    const late = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new Error(`not serving in time:\n${this.#output}`)), COLD_START_WITHIN_MS)
      over.signal.addEventListener('abort', () => clearTimeout(timer))
    })
    try {
      await Promise.race([waitUntil(() => READY_LINE.test(this.#output), over.signal), failed, late])
    } finally {
      over.abort()
    }
  }

  /** Ends it as a person would, by a signal to npm, and waits until everything it started is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const processes = [...this.processes().values()]
    this.#npm?.kill(signal)
    for (const identity of processes) await waitForEnd(identity, 30_000)
    this.#npm = null
  }

  /** The whole group, as Ctrl-C in a terminal reaches it. */
  interrupt(): void {
    if (this.#npm?.pid) process.kill(-this.#npm.pid, 'SIGINT')
  }

  /** Every process of this instance that is alive, by its name. */
  processes(): Map<string, ProcessIdentity> {
    const found = new Map<string, ProcessIdentity>()
    const dir = join(this.options.stateDir, 'run')
    for (const entry of entriesOf(dir)) {
      const identity = entry.endsWith('.pid') ? readPidFile(join(dir, entry)) : null
      if (identity) found.set(entry.slice(0, -4), identity)
    }
    return found
  }

  process(name: string): ProcessIdentity {
    const identity = this.processes().get(name)
    if (!identity) throw new Error(`${name} is not running`)
    return identity
  }

  /** The orchestrator's log lines, as far as they are about one process. */
  logOf(target: string): { msg: string; target: string; downMs?: number; time: string }[] {
    const text = readFileSync(join(this.options.stateDir, 'logs', 'orchestrator.log'), 'utf8')
    const lines = text.split('\n').filter((line) => line.includes(`"target":"${target}"`))
    return lines.map((line) => JSON.parse(line))
  }
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

/** Looks again and again until it is so, without holding the processor. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const look = async (): Promise<void> => {
    if (signal?.aborted) return resolve()
    try {
      if (await isSo()) return resolve()
    } catch (error) {
      return reject(error)
    }
    setTimeout(look, 25)
  }
  await look()
  return promise
}

/** Two ports that nobody listens on now. */
export async function freePorts(): Promise<{ port: number; adminPort: number }> {
  const servers = [createServer(), createServer()]
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject)
          server.listen(0, '127.0.0.1', () => {
            const address = server.address()
            resolve(typeof address === 'object' && address ? address.port : 0)
          })
        }),
    ),
  )
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  const [port = 0, adminPort = 0] = ports
  return { port, adminPort }
}
