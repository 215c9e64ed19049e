import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canEnter, isRoot, type OsIdentity } from './os-users.ts'

/** Where servers keep their files when their users can't go into the checkout; root's alone to write. */
const SYSTEM_DIR = '/var/lib/crivo'
const OWNER_FILE = 'belongs-to'

export type Placement = {
  dataDir: string
  /** Programs are copied here where the checkout can't be read by those who run them. */
  programDir: string
  socketDir(purpose: string): string
}

/**
 * Decides where the servers' files lie: in the state folder, or, when that is closed to the users that the servers run
 * as (a clone under root's home), in a system folder that `data` in the state folder then links to.
 */
export function placeServers(stateDir: string, users: readonly OsIdentity[]): Placement {
  mkdirSync(stateDir, { recursive: true })
  if (isRoot()) chmodSync(stateDir, 0o711)
  const real = realpathSync(stateDir)
  const link = join(real, 'data')
  const open = users.every((user) => canEnter(user, real))
  if (open && !isLink(link)) mkdirSync(link, { recursive: true, mode: 0o711 })
  const dataDir = open && !isLink(link) ? link : placeOutside(link, real)
  const hash = createHash('sha256').update(real).digest('hex').slice(0, 10)
  // Other users must get to the sockets too, which a private TMPDIR of root's would not let them.
  const socketRoot = isRoot() ? '/tmp' : tmpdir()
  return {
    dataDir,
    programDir: isRoot() ? join(SYSTEM_DIR, 'programs') : join(real, 'programs'),
    socketDir: (purpose) => join(socketRoot, `crivo-${hash}-${purpose}`),
  }
}

function placeOutside(link: string, stateDir: string): string {
  removeAbandoned()
  if (isLink(link)) {
    const target = readlinkSync(link)
    mkdirSync(target, { recursive: true, mode: 0o711 })
    return target
  }
  const target = join(SYSTEM_DIR, randomBytes(6).toString('hex'))
  mkdirSync(target, { recursive: true, mode: 0o711 })
  writeFileSync(join(target, OWNER_FILE), stateDir)
  rmSync(link, { recursive: true, force: true })
  symlinkSync(target, link)
  return target
}

/** A state folder that was deleted leaves its data outside: nobody can reach it any more, so it goes. */
function removeAbandoned(): void {
  mkdirSync(SYSTEM_DIR, { recursive: true, mode: 0o711 })
  for (const entry of readdirSync(SYSTEM_DIR)) {
    const folder = join(SYSTEM_DIR, entry)
    const owner = readOwner(folder)
    if (owner !== null && !pointsTo(join(owner, 'data'), folder)) rmSync(folder, { recursive: true, force: true })
  }
}

function readOwner(folder: string): string | null {
  try {
    return readFileSync(join(folder, OWNER_FILE), 'utf8')
  } catch {
    return null
  }
}

function pointsTo(link: string, folder: string): boolean {
  return isLink(link) && readlinkSync(link) === folder
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}
