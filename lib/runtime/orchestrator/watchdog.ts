import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Reads the processes to watch from its input. When the input ends without a farewell, whoever wrote it was killed:
 * then services are stopped first, databases after them, so that nothing is left running and no data is hurt.
 * A shell and not Node: it costs one megabyte, and it must outlive every kind of crash of ours.
 */
const SCRIPT = `
trap '' INT TERM HUP
live=''
drop() { next=''; for entry in $live; do [ "\${entry%%:*}" = "$1" ] || next="$next $entry"; done; live=$next; }
each() { for entry in $live; do case "$entry" in *:"$1":*) kill "-$2" "\${entry%%:*}" 2>/dev/null;; esac; done; }
alive() { for entry in $live; do case "$entry" in *:"$1":*) kill -0 "\${entry%%:*}" 2>/dev/null && return 0;; esac; done; return 1; }
stop() {
  for entry in $live; do case "$entry" in *:"$1":*) kill "-\${entry##*:}" "\${entry%%:*}" 2>/dev/null;; esac; done
  tenths=0
  while alive "$1" && [ "$tenths" -lt "$2" ]; do sleep 0.1; tenths=$((tenths + 1)); done
  each "$1" KILL
}
while read -r verb pid kind signal; do
  case "$verb" in
    watch) live="$live $pid:$kind:$signal" ;;
    forget) drop "$pid" ;;
    farewell) exit 0 ;;
  esac
done
stop service 30
stop server 100
`

export type WatchedProcess = { pid: number; kind: 'service' | 'server'; stopSignal: NodeJS.Signals }

/** Makes sure that no process outlives this one, even when this one is killed without a chance to say goodbye. */
export class Watchdog {
  readonly #watched = new Map<number, WatchedProcess>()
  #shell: ChildProcess | null = null
  #closed = false

  watch(watched: WatchedProcess): void {
    this.#watched.set(watched.pid, watched)
    if (this.#shell) this.#tell(lineFor(watched))
    else this.#start()
  }

  forget(pid: number): void {
    if (this.#watched.delete(pid)) this.#tell(`forget ${pid}`)
  }

  close(): void {
    this.#closed = true
    this.#tell('farewell')
    this.#shell?.stdin?.end()
  }

  #start(): void {
    // In a group of its own: Ctrl-C in the terminal is for the orchestrator alone.
    const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' })
    shell.stdin.on('error', () => {})
    shell.once('exit', () => {
      this.#shell = null
      if (!this.#closed && this.#watched.size > 0) this.#start()
    })
    shell.unref()
    this.#shell = shell
    for (const watched of this.#watched.values()) this.#tell(lineFor(watched))
  }

  #tell(line: string): void {
    this.#shell?.stdin?.write(`${line}\n`)
  }
}

function lineFor({ pid, kind, stopSignal }: WatchedProcess): string {
  return `watch ${pid} ${kind} ${stopSignal.replace(/^SIG/, '')}`
}
