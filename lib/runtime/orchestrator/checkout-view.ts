import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { canEnter, canRead, type OsIdentity } from '#lib/datastores/embedded/os-users.ts'

/**
 * Run by root in a mount namespace of its own: lays an empty folder over the closed one, puts the checkout's entries
 * back into it at their own paths, and goes on as the service's user. Nobody outside sees any of it, and the service
 * sees nothing else of the closed folder.
 */
const SCRIPT = `
set -e
umask 022
closed=$1 checkout=$2 aside=$3 uid=$4 gid=$5
shift 5
mount --bind "$checkout" "$aside"
mount -t tmpfs -o mode=0755,size=1m crivo "$closed"
mkdir -p "$checkout"
cd "$aside"
for entry in * .[!.]*; do
  [ -e "$entry" ] || continue
  if [ -d "$entry" ]; then mkdir "$checkout/$entry"; else : > "$checkout/$entry"; fi
  mount --bind "$aside/$entry" "$checkout/$entry"
done
cd "$checkout"
umount "$aside"
exec setpriv --reuid "$uid" --regid "$gid" --clear-groups -- "$@"
`
const ASIDE = '/var/lib/crivo/aside'

export type Command = [command: string, ...args: string[]]

/** How a user's process comes to the checkout's files. */
export type CheckoutAccess =
  | { kind: 'open' }
  /** Through a view of its own; the wrapped command starts as root and ends up as the user. */
  | { kind: 'view'; wrap(user: OsIdentity, command: Command): Command }
  | { kind: 'closed' }

/** A clone under root's home, or in a folder of mode 0700, is closed to the users that services run as. */
export function accessTo(checkout: string, files: readonly string[], user: OsIdentity): CheckoutAccess {
  if (canRead(user, files)) return { kind: 'open' }
  const closed = ancestorsOf(checkout).find((folder) => !canEnter(user, folder))
  if (closed === undefined) return { kind: 'closed' }
  mkdirSync(ASIDE, { recursive: true, mode: 0o711 })
  const wrap = ({ uid, gid }: OsIdentity, command: Command): Command => [
    'unshare',
    ...['--mount', '--propagation', 'private', '/bin/sh', '-c', SCRIPT, 'sh'],
    ...[closed, checkout, ASIDE, String(uid), String(gid), ...command],
  ]
  const reads = files.map((file) => `test -r '${file.replaceAll("'", `'\\''`)}'`).join(' && ')
  const [command, ...args] = wrap(user, ['/bin/sh', '-c', reads])
  const works = spawnSync(command, args, { stdio: 'ignore' }).status === 0
  return works ? { kind: 'view', wrap } : { kind: 'closed' }
}

/** From the root of the file system down to the folder itself. */
function ancestorsOf(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [...ancestorsOf(parent), join(folder)]
}
