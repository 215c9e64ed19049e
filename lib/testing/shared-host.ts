import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readPidFile, stopProcess } from '#lib/datastores/embedded/process-identity.ts'
import { type HostFile, hostPaths, REPOSITORY, readHostFile } from './host-file.ts'

const READY_WITHIN_MS = 120_000

/** Connects to the shared test servers, starting them where nobody has. They outlive this run, until nobody uses them. */
export async function acquireHost(): Promise<HostFile> {
  const { stateDir, pidFile, hostFile } = hostPaths()
  mkdirSync(stateDir, { recursive: true })
  const deadline = performance.now() + READY_WITHIN_MS
  while (performance.now() < deadline) {
    if (!readPidFile(pidFile)) await startHost(stateDir)
    else if (existsSync(hostFile)) return readHostFile(hostFile)
    else await wait(50)
  }
  throw new Error(`the test servers did not start within ${READY_WITHIN_MS / 1_000} s; see ${stateDir}/logs`)
}

/** Stops the shared servers and waits for it. Does nothing where none run. */
export async function releaseHost(): Promise<void> {
  const host = readPidFile(hostPaths().pidFile)
  if (host) await stopProcess(host, { signal: 'SIGTERM', graceMs: 20_000 })
}

async function startHost(stateDir: string): Promise<void> {
  mkdirSync(join(stateDir, 'logs'), { recursive: true })
  const log = openSync(join(stateDir, 'logs', 'host.log'), 'a')
  const host = spawn(process.execPath, [join(import.meta.dirname, 'test-server-host.ts'), stateDir], {
    cwd: REPOSITORY,
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  })
  await new Promise<void>((resolve, reject) => {
    host.once('message', () => resolve())
    host.once('error', reject)
    host.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the test servers failed; see ${stateDir}/logs`)),
    )
  })
  host.disconnect()
  host.unref()
}
