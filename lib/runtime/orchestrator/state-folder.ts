import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isRoot } from '#lib/datastores/embedded/os-users.ts'
import { takePidFile } from '#lib/datastores/embedded/process-identity.ts'
import { StartRefused } from './start-refused.ts'

export const CHECKOUT = resolve(import.meta.dirname, '..', '..', '..')

export type StateFolder = { dir: string; lock(): () => void; holder: string }

/** The state folder, as an absolute path; relative ones start at the checkout, wherever the command was given. */
export function openStateFolder(path: string): StateFolder {
  const dir = resolve(CHECKOUT, path)
  // Others may pass through to what is theirs, and see nothing of the rest.
  const mode = isRoot() ? 0o711 : 0o700
  mkdirSync(dir, { recursive: true, mode })
  for (const name of ['run', 'secrets']) mkdirSync(join(dir, name), { recursive: true, mode })
  const holder = join(dir, 'run', 'orchestrator.pid')
  return {
    dir,
    holder,
    /** Throws where a start is running on this folder; touches nothing of it. */
    lock() {
      const taken = takePidFile(holder)
      if (taken.kind === 'held') {
        throw new StartRefused(
          `O Crivo já está em execução nesta pasta (processo ${taken.by.pid}). Encerre-o com Ctrl-C no terminal dele ou: kill ${taken.by.pid}`,
        )
      }
      return () => rmSync(holder, { force: true })
    },
  }
}
