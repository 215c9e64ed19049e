import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const MAX_BYTES = 20 * 1024 * 1024
const KEPT = 3
const CHECK_EVERY_MS = 30_000

/** The log files of one state folder, `<name>.log`, JSON lines. */
export class ProcessLogs {
  readonly #dir: string
  readonly #timer: NodeJS.Timeout
  readonly #names = new Set<string>()

  constructor(dir: string) {
    this.#dir = dir
    mkdirSync(dir, { recursive: true })
    this.#timer = setInterval(() => this.#rotateAll(), CHECK_EVERY_MS).unref()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  path(name: string): string {
    return join(this.#dir, `${name}.log`)
  }

  /** A descriptor that a process writes JSON lines to by itself: no copy through this one. The caller closes it. */
  open(name: string): number {
    this.#names.add(name)
    return openSync(this.path(name), 'a', 0o640)
  }

  /** Plain lines (a server's own words, a stack trace) as JSON lines. */
  wrap(name: string, stream: Readable): void {
    this.#names.add(name)
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      if (line !== '') appendFileSync(this.path(name), line.startsWith('{') ? `${line}\n` : wrapped(name, line))
    })
  }

  /** The last lines of a log, for telling a person why a process didn't start. */
  tail(name: string, lines = 12): string[] {
    const path = this.path(name)
    if (!existsSync(path)) return []
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines)
  }

  /** Writers keep their descriptor, so the file is copied and emptied, not moved away (they append, so nothing tears). */
  #rotateAll(): void {
    for (const name of this.#names) {
      const path = this.path(name)
      if (!existsSync(path) || statSync(path).size < MAX_BYTES) continue
      for (let age = KEPT - 1; age >= 1; age -= 1) {
        if (existsSync(`${path}.${age}`)) renameSync(`${path}.${age}`, `${path}.${age + 1}`)
      }
      copyFileSync(path, `${path}.1`)
      truncateSync(path, 0)
    }
  }
}

function wrapped(name: string, line: string): string {
  return `${JSON.stringify({ level: 'info', time: new Date().toISOString(), process: name, msg: line })}\n`
}
