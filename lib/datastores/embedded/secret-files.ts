import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { OsIdentity } from './os-users.ts'

/** 256 random bits in URL-safe letters: fit for a password in a connection URL without escaping. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * The text of a secret file, made at first use and kept: the file appears whole or not at all, readable by its owner
 * alone. Two processes that make it at once agree on one.
 */
export function keepSecretFile(path: string, make: () => string): string {
  const found = readIfThere(path)
  if (found !== null) return found
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, make(), { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(path, 'utf8')
}

/** A file of named secrets; names that are missing are made, the others kept. */
export function keepSecrets<Name extends string>(path: string, names: readonly Name[]): Record<Name, string> {
  const stored = parseSecrets(readIfThere(path))
  const missing = names.filter((name) => stored[name] === undefined)
  for (const name of missing) stored[name] = randomSecret()
  if (missing.length > 0) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o711 })
    replaceFile(path, `${JSON.stringify(stored, null, 2)}\n`)
  }
  return Object.fromEntries(names.map((name) => [name, stored[name]])) as Record<Name, string>
}

function parseSecrets(text: string | null): Record<string, string> {
  if (text === null) return {}
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== 'object' || parsed === null) throw new Error('a secrets file must hold an object')
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]))
}

/** Writes a file so that a crash leaves the old one or the new one, never half of either. */
export function replaceFile(path: string, text: string, mode = 0o600): void {
  const draft = `${path}.${process.pid}.draft`
  writeFileSync(draft, text, { mode })
  chmodSync(draft, mode)
  renameSync(draft, path)
}

/** Hands a secret file to the one user whose process reads it. */
export function giveFile(path: string, owner: OsIdentity | null): void {
  if (owner) chownSync(path, owner.uid, owner.gid)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
