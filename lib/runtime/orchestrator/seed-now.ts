import { parseArgs } from 'node:util'
import { readPidFile } from '#lib/datastores/embedded/process-identity.ts'
import { MAX_PEOPLE } from '#lib/population/cpf-of-index.ts'
import { DataProcess, seedInputOf } from './data-task.ts'
import { databaseUrls, preparePlan, prepareServers } from './databases.ts'
import { explain } from './explain.ts'
import { type Instance, openInstance, openLog, secretsOf } from './instance.ts'
import { keepPorts, readKeptPorts } from './ports.ts'
import { StartRefused } from './start-refused.ts'
import { Steps } from './steps.ts'
import { Supervisor } from './supervisor.ts'

/** `npm run seed -- --people n`: fills the stores of the running start, or starts them for the time it takes. */
async function main(): Promise<void> {
  const people = peopleAskedFor()
  const instance = openInstance()
  const steps = new Steps()
  try {
    if (readPidFile(instance.state.holder)) await seed(instance, steps, people, null)
    else await withServers(instance, (supervisor) => seed(instance, steps, people, supervisor))
  } finally {
    steps.close()
  }
}

function peopleAskedFor(): number {
  const { values } = parseArgs({ options: { people: { type: 'string', default: '10000' } } })
  const people = Number(values.people)
  if (Number.isInteger(people) && people >= 1 && people <= MAX_PEOPLE) return people
  throw new StartRefused(`Uso: npm run seed -- --people número, de 1 a ${MAX_PEOPLE}`)
}

async function withServers(instance: Instance, work: (supervisor: Supervisor) => Promise<void>): Promise<void> {
  const release = instance.state.lock()
  const supervisor = new Supervisor(instance.state.dir, openLog(instance))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void supervisor.stopAll().then(() => process.exit(130)))
  }
  try {
    await supervisor.clearLeftovers()
    await work(supervisor)
  } finally {
    await supervisor.stopAll()
    release()
  }
}

async function seed(instance: Instance, steps: Steps, people: number, supervisor: Supervisor | null): Promise<void> {
  const { config, state } = instance
  const secrets = secretsOf(instance)
  if (!secrets) throw new StartRefused('Em produção não há pessoas de demonstração: nada foi gravado.')
  const ports = supervisor ? await keepPorts(state.dir, [config.PORT, config.ADMIN_PORT]) : readKeptPorts(state.dir)
  const servers = await prepareServers(config, state.dir, ports)
  const databases = databaseUrls(config, servers, secrets)
  const work = new DataProcess()
  try {
    if (supervisor) {
      const running = Object.values(servers).map((server) => server.process())
      await steps.run('bancos de dados', () => supervisor.startStage(running))
      await steps.run('migrações', () => work.prepare(preparePlan(config, servers, secrets)))
    }
    await steps.run(`${people.toLocaleString('pt-BR')} pessoas`, (report) =>
      work.seed(seedInputOf(state.dir, databases, secrets, people), report),
    )
  } finally {
    work.close()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`✗ ${explain(error, () => [])}`)
    process.exit(1)
  },
)
