import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { takePidFile } from './process-identity.ts'

const LOOK_EVERY_MS = 100

/** Does work that must not run twice at once on this machine; `lock` is a file that all who do it agree on. */
export async function takeTurns<T>(lock: string, work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> {
  mkdirSync(dirname(lock), { recursive: true })
  while (takePidFile(lock).kind === 'held') {
    onWait()
    await wait(LOOK_EVERY_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}
