import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { DatabaseUrls } from './databases.ts'
import type { DemoFacts } from './demo-file.ts'
import type { DemoSecrets } from './demo-secrets.ts'
import type { Instance } from './instance.ts'
import { StartRefused } from './start-refused.ts'
import type { Report } from './steps.ts'

export type SeedInput = {
  stateDir: string
  databases: DatabaseUrls
  application: DemoSecrets['application']
  portalKey: DemoSecrets['portalKey']
  /** How many people; null: as many as the demonstration has. */
  people: number | null
}

export type SeedMessage =
  | { type: 'progress'; note: string }
  | { type: 'done'; facts: DemoFacts }
  | { type: 'failed'; message: string }

type Seeding = {
  instance: Instance
  secrets: DemoSecrets
  databases: DatabaseUrls
  report: Report
  people?: number
}

/**
 * Brings the demonstration's people, members and keys into all stores. In a process of its own: the memory that ten
 * thousand people took goes with it, and the secrets reach it by its channel, not by its environment.
 */
export async function seedDemo({ instance, secrets, databases, report, people }: Seeding): Promise<DemoFacts> {
  const child = fork(join(import.meta.dirname, 'seed-process.ts'), {
    env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk}`.slice(-4_000)
  })
  const input: SeedInput = {
    stateDir: instance.state.dir,
    databases,
    application: secrets.application,
    portalKey: secrets.portalKey,
    people: people ?? null,
  }
  return new Promise((resolve, reject) => {
    child.on('message', (message: SeedMessage) => {
      if (message.type === 'progress') report(message.note)
      else if (message.type === 'done') resolve(message.facts)
      else reject(new StartRefused(`As pessoas de demonstração não puderam ser gravadas: ${message.message}`))
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code !== 0)
        reject(new StartRefused(`As pessoas de demonstração não puderam ser gravadas:\n${errors.trimEnd()}`))
    })
    child.send(input)
  })
}
