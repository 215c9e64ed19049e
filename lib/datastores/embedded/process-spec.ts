import type { OsIdentity } from './os-users.ts'

/** How one process is started, known as ready, and stopped. Whoever supervises needs to know nothing else of it. */
export type ProcessSpec = {
  /** Names the log and the pid file. */
  name: string
  command: string
  args: readonly string[]
  /** The whole environment of the process: it inherits nothing. */
  env: Readonly<Record<string, string>>
  cwd: string
  /** Null: the user that runs the supervisor. */
  identity: OsIdentity | null
  /** Services are Node processes and say when they are ready; servers are asked. */
  kind: 'service' | 'server'
  /** Before every start, also after a crash: clears what a killed predecessor left. */
  prepare?: () => Promise<void>
  /** Servers only: resolves once it serves; called again until it does or the time is up. */
  probe?: () => Promise<void>
  /** Once it was stopped for good: takes away what nobody needs while it doesn't run. */
  cleanUp?: () => void
  stopSignal: NodeJS.Signals
  stopGraceMs: number
  readyWithinMs: number
}
