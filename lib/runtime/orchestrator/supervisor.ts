import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessSpec } from '#lib/datastores/embedded/process-spec.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import { ManagedProcess } from './managed-process.ts'
import { ProcessLogs } from './process-log.ts'
import { Watchdog } from './watchdog.ts'

/** Keeps a set of processes running, and stops them in the reverse order of their start. */
export class Supervisor {
  readonly logs: ProcessLogs
  readonly #runDir: string
  readonly #logger: Logger
  readonly #watchdog = new Watchdog()
  /** Processes of one entry start and stop together. */
  readonly #stages: ManagedProcess[][] = []

  constructor(stateDir: string, logger: Logger) {
    this.#runDir = join(stateDir, 'run')
    mkdirSync(this.#runDir, { recursive: true })
    this.logs = new ProcessLogs(join(stateDir, 'logs'))
    this.#logger = logger
  }

  /** Starts processes that don't need each other, and resolves once all serve. Throws the first StartError. */
  async startStage(specs: readonly ProcessSpec[]): Promise<void> {
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
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map((managed) => managed.stop()))
    this.#watchdog.close()
    this.logs.close()
  }
}
