import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { DatabaseUrls, PreparePlan } from './databases.ts'
import type { DemoFacts } from './demo-file.ts'
import { type DemoSecrets, secretNamed } from './demo-secrets.ts'
import type { SeedInput } from './seed.ts'
import { StartRefused } from './start-refused.ts'
import { CHECKOUT } from './state-folder.ts'
import type { Report } from './steps.ts'

/** The one that the bootstrap sets for what it starts. */
const COMPILE_CACHE = join(CHECKOUT, 'node_modules', '.cache', 'compiled')

/** A batch at a time is all that the work holds; without a bound, what it is done with would stay for long. */
const MEMORY = ['--max-old-space-size=160', '--max-semi-space-size=4']

export type DataTask = { type: 'prepare'; plan: PreparePlan } | { type: 'seed'; input: SeedInput }

export type DataMessage =
  | { type: 'progress'; note: string }
  | { type: 'done'; facts: DemoFacts | null }
  | { type: 'failed'; message: string; isMigration: boolean }

/**
 * The work on data that a start does once: in a process of its own, whose memory goes with it. What it has to know
 * reaches it by its channel, not by an environment that others may read.
 */
export class DataProcess {
  readonly #child: ChildProcess
  #errors = ''

  constructor() {
    this.#child = fork(join(import.meta.dirname, 'data-process.ts'), {
      env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', TZ: 'UTC', NODE_COMPILE_CACHE: COMPILE_CACHE },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: MEMORY,
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = `${this.#errors}${chunk}`.slice(-4_000)
    })
  }

  async prepare(plan: PreparePlan): Promise<void> {
    await this.#run({ type: 'prepare', plan }, () => {})
  }

  async seed(input: SeedInput, report: Report): Promise<DemoFacts> {
    const facts = await this.#run({ type: 'seed', input }, report)
    if (!facts) throw new Error('seeding told nothing of the demonstration')
    return facts
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect()
  }

  #run(task: DataTask, report: Report): Promise<DemoFacts | null> {
    const { promise, resolve, reject } = Promise.withResolvers<DemoFacts | null>()
    const onMessage = (message: DataMessage) => {
      if (message.type === 'progress') report(message.note)
      else if (message.type === 'done') resolve(message.facts)
      else reject(new StartRefused(wordsFor(task, message.message, message.isMigration)))
    }
    const onExit = () => reject(new StartRefused(wordsFor(task, this.#errors.trimEnd(), false)))
    this.#child.on('message', onMessage).once('exit', onExit).once('error', reject)
    this.#child.send(task)
    return promise.finally(() => this.#child.off('message', onMessage).off('exit', onExit).off('error', reject))
  }
}

/** What seeding needs of the secrets, and no more of them. */
export function seedInputOf(
  stateDir: string,
  databases: DatabaseUrls,
  secrets: DemoSecrets,
  people: number | null,
): SeedInput {
  const keys = {
    pepper: secretNamed(secrets, 'ACCESS_KEY_PEPPER'),
    blindIndexBaseA: secretNamed(secrets, 'BLIND_INDEX_KEY_BASE_A'),
    blindIndexBaseB: secretNamed(secrets, 'BLIND_INDEX_KEY_BASE_B'),
    cardIndex: secretNamed(secrets, 'CARD_INDEX_KEY'),
  }
  return { stateDir, databases, keys, portalKey: secrets.portalKey, people }
}

function wordsFor({ type }: DataTask, message: string, isMigration: boolean): string {
  if (isMigration) {
    return `Uma migração não pôde ser aplicada; o banco ficou como estava antes dela. Corrija-a e inicie de novo.\n${message}`
  }
  if (type === 'prepare') return `Os bancos não puderam ser preparados: ${message}`
  return `As pessoas de demonstração não puderam ser gravadas: ${message}`
}
