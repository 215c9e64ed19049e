import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
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

/**
 * Nothing outside is ever removed by a start: what looks abandoned may be a ledger whose checkout was moved, or whose
 * disk isn't mounted. The owner file tells whoever cleans up by hand.
 */
function placeOutside(link: string, stateDir: string): string {
  if (!isLink(link) && existsSync(link) && readdirSync(link).length > 0) {
    throw new Error(
      `os usuários dos bancos não alcançam mais ${link}. Devolva a permissão de entrada (x) às pastas acima, ou mova essa pasta para ${SYSTEM_DIR} e deixe um link no lugar`,
    )
  }
  const target = isLink(link) ? readlinkSync(link) : join(SYSTEM_DIR, randomBytes(6).toString('hex'))
  mkdirSync(target, { recursive: true, mode: 0o711 })
  // Written at each start, so that a moved checkout is found under its new path.
  writeFileSync(join(target, OWNER_FILE), stateDir)
  if (isLink(link)) return target
  if (existsSync(link)) rmdirSync(link)
  symlinkSync(target, link)
  return target
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}
