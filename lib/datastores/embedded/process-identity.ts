import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** A process beyond doubt: a number alone may have been given to another process since. */
export type ProcessIdentity = { pid: number; startedAt: string }

/** Identifies a living process; null when there is none under that number (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid)
  return startedAt === null ? null : { pid, startedAt }
}

function startOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may itself hold spaces and parentheses: count fields from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

function startElsewhere(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return line === '' || line.startsWith('Z') ? null : line.slice(line.indexOf(' ') + 1).trim()
  } catch {
    return null
  }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt
}

/** First line the number (for people and scripts), second line its start, so that a stale file is known as one. */
export function writePidFile(path: string, pid: number): void {
  const identity = identifyProcess(pid)
  if (identity) writeFileSync(path, serialize(identity), { mode: 0o644 })
}

function serialize({ pid, startedAt }: ProcessIdentity): string {
  return `${pid}\n${startedAt}\n`
}

/** The process that a pid file names, if it is still alive. */
export function readPidFile(path: string): ProcessIdentity | null {
  const identity = parsePidFile(path)
  return identity && isAlive(identity) ? identity : null
}

function parsePidFile(path: string): ProcessIdentity | null {
  try {
    const [pid = '', startedAt = ''] = readFileSync(path, 'utf8').split('\n')
    return /^\d+$/.test(pid) && startedAt !== '' ? { pid: Number(pid), startedAt } : null
  } catch {
    return null
  }
}

/**
 * Takes a pid file as a lock for this process. Gives the holder when another living process has it. The file appears
 * whole or not at all (link), so a reader never sees half of it; one that a dead process left is taken over.
 */
export function takePidFile(path: string): { kind: 'taken' } | { kind: 'held'; by: ProcessIdentity } {
  const self = identifyProcess(process.pid)
  if (!self) throw new Error('this process cannot identify itself')
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, serialize(self), { mode: 0o644 })
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (linkIfFree(draft, path)) return { kind: 'taken' }
      const holder = readPidFile(path)
      if (holder) return { kind: 'held', by: holder }
      if (takeOver(draft, path)) return { kind: 'taken' }
      Atomics.wait(PAUSE, 0, 0, PAUSE_MS)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  throw new Error(`cannot take ${path}`)
}

const ATTEMPTS = 200
const PAUSE_MS = 5
/** Nobody ever wakes it: a pause for code that must not let go of the thread. */
const PAUSE = new Int32Array(new SharedArrayBuffer(4))

/**
 * Puts the draft in the place of a dead process's file. Of many that found it dead one at a time may do so, and looks
 * again: what one has put there, the next one leaves. False when it isn't to be had, or not yet.
 */
function takeOver(draft: string, path: string): boolean {
  const right = `${path}.takeover`
  if (!linkIfFree(draft, right)) {
    // Whoever had the right may have died with it.
    if (!readPidFile(right)) rmSync(right, { force: true })
    return false
  }
  try {
    // One that is gone altogether is free to be linked by anybody.
    if (!existsSync(path) || readPidFile(path)) return false
    renameSync(draft, path)
    return true
  } finally {
    rmSync(right, { force: true })
  }
}

function linkIfFree(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

export type StopOptions = { signal: NodeJS.Signals; graceMs: number }

/** Asks a process to end and waits; ends it by force after the grace. Does nothing to one that is gone already. */
export async function stopProcess(identity: ProcessIdentity, { signal, graceMs }: StopOptions): Promise<void> {
  sendSignal(identity, signal)
  if (await waitForEnd(identity, graceMs)) return
  sendSignal(identity, 'SIGKILL')
  await waitForEnd(identity, 5_000)
}

function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return
  try {
    process.kill(identity.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Whether the process ended within the time. */
export async function waitForEnd(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (isAlive(identity)) {
    if (performance.now() >= deadline) return false
    await wait(20)
  }
  return true
}
