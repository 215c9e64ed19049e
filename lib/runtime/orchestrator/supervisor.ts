import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readPidFile, stopProcess } from '#lib/datastores/embedded/process-identity.ts'
import type { ProcessSpec } from '#lib/datastores/embedded/process-spec.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import { ManagedProcess } from './managed-process.ts'
import { ProcessLogs } from './process-log.ts'
import { StartRefused } from './start-refused.ts'
import { Watchdog } from './watchdog.ts'

/** Keeps a set of processes running, and stops them in the reverse order of their start. */
export class Supervisor {
  readonly logs: ProcessLogs
  readonly #runDir: string
  readonly #logger: Logger
  readonly #watchdog = new Watchdog()
  #stopping = false
  /** Processes of one entry start and stop together. */
  readonly #stages: ManagedProcess[][] = []

  constructor(stateDir: string, logger: Logger) {
    this.#runDir = join(stateDir, 'run')
    mkdirSync(this.#runDir, { recursive: true })
    this.logs = new ProcessLogs(join(stateDir, 'logs'))
    this.#logger = logger
  }

  /**
   * Ends what a killed predecessor left running, before its ports and files are used again. SIGINT is an orderly end
   * to each kind of process here.
   */
  async clearLeftovers(): Promise<void> {
    const left = readdirSync(this.#runDir).flatMap((entry) => {
      const identity = entry.endsWith('.pid') ? readPidFile(join(this.#runDir, entry)) : null
      return identity && identity.pid !== process.pid ? [identity] : []
    })
    if (left.length > 0)
      this.#logger.warn({ pids: left.map(({ pid }) => pid) }, 'stopping processes left by a killed start')
    await Promise.all(left.map((identity) => stopProcess(identity, { signal: 'SIGINT', graceMs: 15_000 })))
  }

  /** Starts processes that don't need each other, and resolves once all serve. Throws the first StartError. */
  async startStage(specs: readonly ProcessSpec[]): Promise<void> {
    if (this.#stopping) throw new StartRefused('Encerrado antes de iniciar.')
    const around = { runDir: this.#runDir, logs: this.logs, watchdog: this.#watchdog, logger: this.#logger }
    const stage = specs.map((spec) => new ManagedProcess(spec, around))
    this.#stages.push(stage)
    const results = await Promise.allSettled(stage.map((managed) => managed.start()))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  pids(): Record<string, number> {
    const running = this.#stages.flat().flatMap(({ spec, pid }) => (pid === null ? [] : [[spec.name, pid] as const]))
    return Object.fromEntries(running)
  }

  /** Drains the services, then the databases. Safe to call while something is still starting. */
  async stopAll(): Promise<void> {
    this.#stopping = true
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map((managed) => managed.stop()))
    this.#watchdog.close()
    this.logs.close()
  }
}
