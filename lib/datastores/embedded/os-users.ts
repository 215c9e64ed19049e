import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** An unprivileged user of the operating system that one process runs as. */
export type OsIdentity = { name: string; uid: number; gid: number }

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * The system user of that name, made if it is missing. Null when this process isn't root (nothing can be separated),
 * or when the system lets no user be made.
 */
export function ensureOsUser(name: string): OsIdentity | null {
  if (!isRoot()) return null
  return findOsUser(name) ?? addOsUser(name)
}

/** PostgreSQL refuses to run as root, so where no user can be made, the system's own unprivileged one serves. */
export function fallbackOsUser(): OsIdentity | null {
  return isRoot() ? (findOsUser('nobody') ?? null) : null
}

function findOsUser(name: string): OsIdentity | null {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [user, , uid, gid] = line.split(':')
    if (user === name) return { name, uid: Number(uid), gid: Number(gid) }
  }
  return null
}

const ADD_COMMANDS = [
  ['useradd', '--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/false'],
  ['adduser', '-S', '-D', '-H', '-h', '/nonexistent', '-s', '/bin/false'],
] as const

function addOsUser(name: string): OsIdentity | null {
  for (const [command, ...args] of ADD_COMMANDS) {
    // Another start on the same machine may hold the lock of the user database for a moment: ask again.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const result = spawnSync(command, [...args, name], { stdio: 'ignore', timeout: 10_000 })
      const found = findOsUser(name)
      if (found) return found
      if (result.error) break
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    }
  }
  return null
}

/** Whether that user may read each of the files, asked of the system itself (modes, groups and ACLs all count). */
export function canRead(identity: OsIdentity, files: readonly string[]): boolean {
  return succeedsAs(identity, 'for path; do test -r "$path" || exit 1; done', files)
}

/** Whether that user may go into the folder. */
export function canEnter(identity: OsIdentity, folder: string): boolean {
  return succeedsAs(identity, 'test -x "$1"', [folder])
}

function succeedsAs({ uid, gid }: OsIdentity, script: string, args: readonly string[]): boolean {
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...args], { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0
}
