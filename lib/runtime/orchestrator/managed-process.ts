import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { writePidFile } from '#lib/datastores/embedded/process-identity.ts'
import type { ProcessSpec } from '#lib/datastores/embedded/process-spec.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { ProcessLogs } from './process-log.ts'
import type { Watchdog } from './watchdog.ts'

export type Surroundings = { runDir: string; logs: ProcessLogs; watchdog: Watchdog; logger: Logger }

/** Waits before each further try of a process that keeps dying; the first restart is immediate. */
const BACKOFF_MS = [0, 250, 500, 1_000, 2_000] as const
/** A process that has stayed up this long is well: its next restart is immediate again. */
const WELL_AFTER_MS = 5_000
const PROBE_EVERY_MS = 40

export class StartError extends Error {
  readonly process: string
  constructor(process: string, message: string) {
    super(message)
    this.name = 'StartError'
    this.process = process
  }
}

/** One process that is kept running: started, watched, brought back when it dies, stopped when asked. */
export class ManagedProcess {
  readonly spec: ProcessSpec
  readonly #around: Surroundings
  #child: ChildProcess | null = null
  #startedAt = 0
  #failures = 0
  #stopping = false
  #restarting: Promise<void> | null = null
  readonly #stop = new AbortController()

  constructor(spec: ProcessSpec, around: Surroundings) {
    this.spec = spec
    this.#around = around
  }

  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  /** Resolves once it serves. Throws StartError when it ends or stays silent instead; then nothing is left running. */
  async start(): Promise<void> {
    await this.spec.prepare?.()
    const child = this.#spawn()
    try {
      await this.#untilReady(child)
    } catch (error) {
      await this.#end(child)
      throw error
    }
    this.#startedAt = performance.now()
    child.once('exit', (code, signal) => this.#onExit(child, code, signal))
    // It may have died between its ready message and the line above.
    if (child.exitCode !== null || child.signalCode !== null) this.#onExit(child, child.exitCode, child.signalCode)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#stop.abort()
    await this.#restarting?.catch(() => {})
    if (this.#child) await this.#end(this.#child)
    this.spec.cleanUp?.()
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await this.#signal(child)
    this.#detach(child)
  }

  async #signal(child: ChildProcess): Promise<void> {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(this.spec.stopSignal)
    const force = setTimeout(() => child.kill('SIGKILL'), this.spec.stopGraceMs)
    await ended
    clearTimeout(force)
  }

  get #pidFile(): string {
    return join(this.#around.runDir, `${this.spec.name}.pid`)
  }

  #spawn(): ChildProcess {
    const { name, command, args, env, cwd, identity, kind, stopSignal } = this.spec
    const out = this.#around.logs.open(name)
    const child = spawn(command, args, {
      cwd,
      // Node's type asks for NODE_ENV, which a database server has no use for.
      env: { ...env } as NodeJS.ProcessEnv,
      stdio: kind === 'service' ? ['ignore', out, 'pipe', 'ipc'] : ['ignore', out, 'pipe'],
      // Its own group: Ctrl-C reaches the orchestrator alone, which stops services before databases.
      detached: true,
      ...(identity ? { uid: identity.uid, gid: identity.gid } : {}),
    })
    closeSync(out)
    child.on('error', () => {})
    if (child.stderr) this.#around.logs.wrap(name, child.stderr)
    if (child.pid !== undefined) {
      writePidFile(this.#pidFile, child.pid)
      this.#around.watchdog.watch({ pid: child.pid, kind, stopSignal })
    }
    this.#child = child
    return child
  }

  #detach(child: ChildProcess): void {
    if (child.pid !== undefined) this.#around.watchdog.forget(child.pid)
    rmSync(this.#pidFile, { force: true })
    if (this.#child === child) this.#child = null
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const { name, kind, probe, readyWithinMs } = this.spec
    const over = new AbortController()
    const died = new Promise<never>((_, reject) => {
      child.once('error', (error) => reject(new StartError(name, error.message)))
      child.once('exit', (code, signal) => reject(new StartError(name, `ended at start (${signal ?? code})`)))
    })
    const late = wait(readyWithinMs, undefined, { signal: over.signal }).then(() => {
      throw new StartError(name, `not ready within ${readyWithinMs} ms`)
    })
    const ready = kind === 'service' ? readyMessage(child) : probeUntilReady(probe, over.signal)
    for (const promise of [died, late]) promise.catch(() => {})
    try {
      await Promise.race([ready, died, late])
    } finally {
      over.abort()
    }
  }

  #onExit(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#child !== child) return
    this.#detach(child)
    if (this.#stopping) return
    if (performance.now() - this.#startedAt > WELL_AFTER_MS) this.#failures = 0
    this.#around.logger.error({ target: this.spec.name, pid: child.pid, code, signal }, 'process ended unexpectedly')
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = null
    })
  }

  async #restart(): Promise<void> {
    const { logger } = this.#around
    const since = performance.now()
    while (!this.#stopping) {
      const delay = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)] ?? 0
      this.#failures += 1
      await wait(delay, undefined, { signal: this.#stop.signal }).catch(() => {})
      if (this.#stopping) return
      try {
        await this.start()
        const downMs = Math.round(performance.now() - since)
        logger.warn({ target: this.spec.name, pid: this.pid, downMs, attempt: this.#failures }, 'process restarted')
        return
      } catch (error) {
        logger.error({ target: this.spec.name, attempt: this.#failures, err: error }, 'restart failed')
      }
    }
  }
}

function readyMessage(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready') resolve()
    })
  })
}

async function probeUntilReady(probe: ProcessSpec['probe'], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await probe?.()
      return
    } catch {
      // Not there yet; the caller's deadline ends this.
      await wait(PROBE_EVERY_MS, undefined, { signal }).catch(() => {})
    }
  }
}
