import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const REPOSITORY = join(import.meta.dirname, '..', '..')

/** The files of the shared test servers of this checkout. */
export function hostPaths(stateDir = join(REPOSITORY, '.crivo', 'test')) {
  return {
    stateDir,
    pidFile: join(stateDir, 'host.pid'),
    hostFile: join(stateDir, 'host.json'),
    runsDir: join(stateDir, 'runs'),
    cacheDir: join(REPOSITORY, '.crivo', 'cache'),
  }
}

/** How a run reaches the shared servers as their administrator; 0600, rewritten at each start of the host. */
export type HostFile = {
  baseA: { admin: string; rolePassword: string }
  portal: { admin: string; rolePassword: string }
  mongo: { admin: string; userPassword: string }
}

export function readHostFile(path: string): HostFile {
  // Written by the host process, in this very shape.
  return JSON.parse(readFileSync(path, 'utf8')) as HostFile
}
