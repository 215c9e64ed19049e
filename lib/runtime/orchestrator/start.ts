import type { LocalServers } from '#lib/datastores/embedded/local-servers.ts'
import { DATABASES, generateClient } from '#lib/datastores/migrations/generate.ts'
import { ensureLocalCertificates } from '../local-ca.ts'
import { DataProcess, seedInputOf } from './data-task.ts'
import { databaseUrls, preparePlan, prepareServers } from './databases.ts'
import { type DemoFile, writeDemoFile } from './demo-file.ts'
import type { DemoSecrets } from './demo-secrets.ts'
import { explain } from './explain.ts'
import { type Instance, openInstance, openLog, secretsOf } from './instance.ts'
import { buildPortal } from './next-build.ts'
import { type InternalPorts, keepPorts, requireFree } from './ports.ts'
import { type EnvironmentParts, SERVICE_NAMES } from './process-environments.ts'
import { certificatesDir, type Separation, separateUsers, serviceSpec } from './services.ts'
import { CHECKOUT } from './state-folder.ts'
import { Steps } from './steps.ts'
import { Supervisor } from './supervisor.ts'
import { welcome } from './welcome.ts'

/** Signals within this time of the first are its echo: a terminal and npm both pass Ctrl-C on. */
const ECHO_MS = 1_500

/** `npm start`: databases and services, supervised until somebody ends it. */
async function main(): Promise<void> {
  const steps = new Steps()
  // Whoever read our words may be gone (a closed pipe): that is no reason to stop serving.
  process.stdout.on('error', () => {})
  let logs: (process: string) => readonly string[] = () => []
  let release = () => {}
  let supervisor: Supervisor | undefined
  const stopping = onceAsked(async () => {
    steps.say('Encerrando…')
    await supervisor?.stopAll()
  })
  try {
    const instance = openInstance()
    release = instance.state.lock()
    supervisor = new Supervisor(instance.state.dir, openLog(instance))
    const { logs: processLogs } = supervisor
    logs = (process) => processLogs.tail(process)
    await serve(instance, supervisor, steps)
    await stopping.finished
    steps.say('Encerrado.')
  } catch (error) {
    steps.close()
    if (!stopping.asked()) {
      console.error(`\n✗ ${explain(error, logs)}`)
      process.exitCode = 1
      await supervisor?.stopAll()
    } else await stopping.finished
  } finally {
    release()
    steps.close()
  }
  process.exit()
}

async function serve(instance: Instance, supervisor: Supervisor, steps: Steps): Promise<void> {
  const { config, state } = instance
  await supervisor.clearLeftovers()
  await requireFree(config.PORT, config.HOST, 'PORT')
  await requireFree(config.ADMIN_PORT, '127.0.0.1', 'ADMIN_PORT')
  const ports = await keepPorts(state.dir, [config.PORT, config.ADMIN_PORT])
  const secrets = secretsOf(instance)
  const separation = separateUsers(state.dir)

  const generated = steps.run('clientes dos bancos', async () => {
    await Promise.all(DATABASES.map((name) => generateClient(CHECKOUT, name)))
  })
  // The portal is built beside the databases' start and seeding: neither needs the other.
  const [{ databases, facts }, portalBuild] = await Promise.all([
    prepareData({ instance, supervisor, steps, ports, secrets, generated }),
    generated.then(() => steps.run('portal', (report) => buildPortal(CHECKOUT, report))),
    ensureLocalCertificates(certificatesDir(state.dir)),
  ])
  const parts: EnvironmentParts = { config, stateDir: state.dir, ports, secrets, databases, portalBuild }
  const demo = facts && writeDemoFile(state.dir, config, facts, separation.users.get('front') ?? null)
  await steps.run('serviços', () =>
    supervisor.startStage(SERVICE_NAMES.map((service) => serviceSpec(service, parts, separation))),
  )
  greet(steps, instance, separation, demo)
}

type Preparation = {
  instance: Instance
  supervisor: Supervisor
  steps: Steps
  ports: InternalPorts
  secrets: DemoSecrets | null
  generated: Promise<void>
}

/** Databases up, migrated and, in the demo, full of made-up people. */
async function prepareData({ instance, supervisor, steps, ports, secrets, generated }: Preparation) {
  const { config, state } = instance
  const work = new DataProcess()
  try {
    const servers = await steps.run('programas dos bancos', () => prepareServers(config, state.dir, ports))
    await steps.run('bancos de dados', () => supervisor.startStage(serverSpecs(servers)))
    await steps.run('migrações', () => work.prepare(preparePlan(config, servers, secrets)))
    const databases = databaseUrls(config, servers, secrets)
    await generated
    if (!secrets) return { databases, facts: null }
    const input = seedInputOf(state.dir, databases, secrets, null)
    const facts = await steps.run('pessoas de demonstração', (report) => work.seed(input, report))
    return { databases, facts }
  } finally {
    work.close()
  }
}

function serverSpecs({ baseA, portal, mongod }: LocalServers) {
  return [baseA, portal, mongod].flatMap((server) => (server ? [server.process()] : []))
}

function greet(steps: Steps, { config }: Instance, { notice }: Separation, demo: DemoFile | null): void {
  if (notice) steps.say(`! ${notice}`)
  const url = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`
  for (const line of welcome(url, demo)) steps.say(line)
}

/** Ends once, however many signals come; a second Ctrl-C after a while ends at once and leaves the rest to the watchdog. */
function onceAsked(stop: () => Promise<void>) {
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>()
  let askedAt = 0
  const ask = () => {
    const now = performance.now()
    if (askedAt === 0) {
      askedAt = now
      stop().then(resolve, reject)
    } else if (now - askedAt > ECHO_MS) process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  // The bootstrap was killed: nobody is left to pass a signal on.
  process.on('disconnect', ask)
  return {
    finished,
    asked: () => askedAt !== 0,
  }
}

await main()
